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
 * generator the same, but the outermost has no caller: there body is NULL and caller is the
 * innermost suspended frame, or NULL if that is itself. */
struct coir_frame {
    coir_line line;
    uint8_t err;
    uint8_t held;
#if COIR_TRACEBACK_
    int32_t
        child; /* how far from here the frame lies that was awaited last: for reports of failures */
#endif
    coir_body body;
    struct coir_frame *caller;
};

/* Four bytes that 64-bit alignment would waste remember the way back to the frame that failed. */
#if COIR_TRACEBACK_
#define COIR_NOTE_CHILD_(frame, awaited)                                                           \
    ((frame)->child = (int32_t)((char *)(awaited) - (char *)(frame)))
#else
#define COIR_NOTE_CHILD_(frame, awaited) ((void)0)
#endif

/* DELEGATING_FRAME(type, sent_type): first member of a generator that uses YIELD_FROM or is used in
 * one. Declares `value` and `sent`, which must be of the same types along a chain. */
#define COIR_DELEGATING_FRAME(type, sent_type)                                                     \
    struct coir_frame coir_;                                                                       \
    type value;                                                                                    \
    sent_type sent

/* Run the innermost frame of a chain with what arrived. When it ends, its caller goes on with the
 * outcome, and so on outwards; returns the frame that yielded, or NULL when `outer` itself has to
 * go on, with the outcome in *arrived. */
COIR_INLINE_ void *coir_delegate_(struct coir_frame *outer, int *arrived) {
    struct coir_frame *frame = outer->caller;
    do {
        void *next = frame->body(frame, *arrived);
        if (!COIR_UNLIKELY_(!next)) {
            if (COIR_UNLIKELY_(next != outer->caller))
                outer->caller = (struct coir_frame *)next;
            return next;
        }
        *arrived = -(int)frame->err;
        frame = frame->caller;
    } while (frame != outer);
    outer->caller = NULL;
    return NULL;
}

/* YIELD_FROM(inner, name, .argument = value, ...): yield all that the generator yields, in place.
 *
 * inner     an lvalue of struct name in a frame (or that lives as long); the same in every
 *           evaluation
 * Afterwards inner.result is its result (PEP 380's value of the expression). An error it does not
 * catch is raised here. CLOSE closes the innermost first. It is exactly
 *     start inner;
 *     while (it yields) { hand its value out;  line = HERE;  return;  case HERE: ; } */
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
            memset(coir_inner_, 0, sizeof *coir_inner_);                                           \
            arguments;                                                                             \
            coir_inner_->coir_.body = name;                                                        \
            coir_inner_->coir_.caller = &self->coir_;                                              \
            coir_next_ = name(coir_inner_, 0);                                                     \
            coir_r_ = COIR_OUTCOME(*coir_inner_);                                                  \
        }                                                                                          \
        if (coir_next_) {                                                                          \
            self->coir_.line = (coir_line)coir_point_;                                             \
            if (self->coir_.body)                                                                  \
                return coir_next_;                                                                 \
            self->coir_.caller = (struct coir_frame *)coir_next_;                                  \
            do {                                                                                   \
                memcpy(&self->value, COIR_PEER_(coir_next_, value), sizeof self->value);           \
                return self;                                                                       \
                COIR_CASE_(coir_point_) :;                                                         \
                if (COIR_UNLIKELY_(self->coir_.body))                                              \
                    break;                                                                         \
                if (COIR_UNLIKELY_(coir_r_ == COIR_SENT_))                                         \
                    memcpy(COIR_PEER_(self->coir_.caller, sent), &self->sent, sizeof self->sent);  \
                coir_next_ = coir_delegate_(&self->coir_, &coir_r_);                               \
            } while (coir_next_);                                                                  \
        }                                                                                          \
        if (coir_r_ < 0)                                                                           \
            COIR_RAISE_ARRIVED_                                                                    \
    } while (0)

/* The member of another frame of the chain that lies where this frame has it. */
#define COIR_PEER_(frame, member) ((char *)(frame) + ((char *)&self->member - (char *)self))

#endif
