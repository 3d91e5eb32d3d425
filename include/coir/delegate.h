/* delegate.h - let a generator yield from another one, at any depth, at the cost of one.
 *
 * Rung 4. YIELD_FROM runs an inner generator in place of the outer: its values come out of the
 * outer, SEND, THROW and CLOSE go into the inner, and its result is there when it has ended. The
 * outermost frame remembers the innermost suspended one and resumes that directly, so a value
 * from depth 100 costs what a value from depth 2 costs. Costs a larger header: 24 bytes (12 on
 * 32-bit, 8 on AVR).
 *
 *     struct tree { DELEGATING_FRAME(int, int); struct node *node; struct tree *inner; };
 *
 *     GENERATOR(tree) {
 *         if (self->node) {
 *             YIELD_FROM(self->inner[0], tree, .node = self->node->left,
 *                        .inner = self->inner + 1);
 *             YIELD(self->node->key);
 *             YIELD_FROM(self->inner[0], tree, .node = self->node->right,
 *                        .inner = self->inner + 1);
 *         }
 *     }
 *     GENERATOR_END
 *
 * Needs: cleanup.h.   Semantics: PEP 380.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_DELEGATE_H
#define COIR_DELEGATE_H

#include "coir/cleanup.h"

/* The header of a frame that other frames may wait for: a generator's, and who runs it.
 *
 * In a coroutine, body is its function and caller the frame that awaits it. In a delegating
 * generator the same, but nobody awaits the outermost: there caller is the innermost frame, if that
 * is suspended, and NULL otherwise. */
struct coir_frame {
    coir_line line;
    uint8_t err;
#if COIR_CLEANUP
    uint8_t held;
#endif
#if COIR_TRACEBACK_
    int32_t
        child; /* how far from here the frame lies that was awaited last: for reports of failures */
#endif
    coir_body body;
    struct coir_frame *caller;
};

/* Four bytes that 64-bit alignment would waste remember the way back to the frame that failed; not
 * if that is further than they reach. For a member the compiler knows the distance. */
#if COIR_TRACEBACK_
#define COIR_NOTE_CHILD_(frame, awaited)                                                           \
    ((frame)->child = coir_distance_((const char *)(frame), (const char *)(awaited)))
COIR_INLINE_ int32_t coir_distance_(const char *from, const char *to) {
    ptrdiff_t distance = to - from;
    return distance == (int32_t)distance ? (int32_t)distance : 0;
}
#else
#define COIR_NOTE_CHILD_(frame, awaited) ((void)0)
#endif

/* DELEGATING_FRAME(type, sent_type): first member of a generator that uses YIELD_FROM or is used in
 * one. Declares `value` and `sent`, which must be of the same types along a chain. */
#define COIR_DELEGATING_FRAME(type, sent_type)                                                     \
    struct coir_frame coir_;                                                                       \
    type value;                                                                                    \
    sent_type sent

/* One step of a delegating generator: run its innermost frame with what arrived. When that ends, its
 * caller goes on with the outcome, and so on outwards. The value comes out where `outer` has it,
 * which is where all frames of the chain have it. Returns as COIR_DRIVE_. */
COIR_INLINE_ int coir_drive_(struct coir_frame *outer, coir_body body, int arrived, void *value,
                             size_t size) {
    struct coir_frame *frame = outer->caller ? outer->caller : outer;
    COIR_CHECK_(frame->line != COIR_RUNNING_ || frame == outer, "a generator runs already");
    outer->body = body;
    for (;;) {
        struct coir_frame *next = (struct coir_frame *)frame->body(frame, arrived);
        if (!COIR_UNLIKELY_(!next)) {
            outer->caller = next == outer ? NULL : next;
            memmove(value, (char *)next + ((char *)value - (char *)outer), size);
            return 1;
        }
        if (frame == outer)
            break;
        arrived = -(int)frame->err;
        frame = frame->caller;
    }
    outer->caller = NULL;
    return outer->line == COIR_RUNNING_ ? (int)COIR_VALUE : -(int)outer->err;
}

/* Hand what was sent to the innermost frame. */
COIR_INLINE_ void coir_pass_sent_(struct coir_frame *outer, const void *sent, size_t size) {
    if (outer->caller)
        memcpy((char *)outer->caller + ((const char *)sent - (const char *)outer), sent, size);
}

/* From here on, NEXT and its kin know both kinds of frames; which one it is, the compiler knows. */
#undef COIR_DRIVE_
#define COIR_DRIVE_(frame, name, arrived)                                                          \
    (sizeof((frame).coir_) == sizeof(struct coir_frame)                                            \
         ? coir_drive_((struct coir_frame *)(void *)&(frame), name, arrived, &(frame).value,       \
                       sizeof((frame).value))                                                      \
         : (name(&(frame), arrived)                                                                \
                ? 1                                                                                \
                : ((frame).coir_.line == COIR_RUNNING_ ? (int)COIR_VALUE : COIR_OUTCOME(frame))))
#undef COIR_PASS_SENT_
#define COIR_PASS_SENT_(frame)                                                                     \
    (sizeof((frame).coir_) == sizeof(struct coir_frame)                                            \
         ? coir_pass_sent_((struct coir_frame *)(void *)&(frame), &(frame).sent,                   \
                           sizeof((frame).sent))                                                   \
         : (void)0)

/* YIELD_FROM(inner, name, .argument = value, ...): yield all that the generator yields, in place.
 *
 * inner     an lvalue of struct name in a frame (or that lives as long); the same in every
 *           evaluation
 * Afterwards inner.result is its result (PEP 380's value of the expression). An error it does not
 * catch is raised here. CLOSE closes the innermost first. It is exactly
 *     clear and set inner;
 *     if (name(&inner) yielded) { line = HERE;  return inner;  case HERE: ; }
 *     if (it failed) raise;
 * and NEXT goes on in the innermost frame until that has ended. */
#define COIR_YIELD_FROM(...) COIR_CAT_(COIR_YIELD_FROM_, COIR_MANY_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_YIELD_FROM_2(inner, name) COIR_DELEGATION_(inner, name, (void)0)
#define COIR_YIELD_FROM_MANY(inner, name, ...)                                                     \
    COIR_DELEGATION_(inner, name, COIR_ASSIGN_(*coir_inner_, __VA_ARGS__))

#define COIR_DELEGATION_(inner, name, arguments)                                                   \
    do {                                                                                           \
        enum {                                                                                     \
            coir_point_ = COIR_POINT_(0) + COIR_MUST_(!coir_async_) +                              \
                          COIR_MUST_(sizeof(((struct name *)0)->value) == sizeof(self->value))     \
        };                                                                                         \
        {                                                                                          \
            struct name *coir_inner_ = &(inner);                                                   \
            COIR_SAME_(inner, name);                                                               \
            (void)(&coir_inner_->value == &self->value);                                           \
            (void)(&coir_inner_->sent == &self->sent);                                             \
            COIR_CLEAR_(*coir_inner_);                                                             \
            arguments;                                                                             \
            coir_inner_->coir_.body = name;                                                        \
            coir_inner_->coir_.caller = &self->coir_;                                              \
            coir_next_ = name(coir_inner_, 0);                                                     \
            coir_r_ = COIR_OUTCOME(*coir_inner_);                                                  \
        }                                                                                          \
        if (coir_next_) {                                                                          \
            self->coir_.line = (coir_line)coir_point_;                                             \
            return coir_next_;                                                                     \
            COIR_CASE_(coir_point_) :;                                                             \
        }                                                                                          \
        if (COIR_UNLIKELY_(coir_r_ < 0))                                                           \
            COIR_RAISE_ARRIVED_                                                                    \
    } while (0)

#endif
