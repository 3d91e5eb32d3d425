/* generator.h - functions that hand out one value after the other.
 *
 * Rung 2. A frame (a struct: arguments, locals that survive, the value) and a body (a function of
 * the same name) that suspends at every YIELD. No task, no loop, no malloc, no .c file. Costs 4
 * bytes of header in each frame (3 with COIR_DENSE), and a step is one call and one switch.
 *
 *     struct counter { GENERATOR_FRAME; int from, to; int value; };
 *
 *     GENERATOR(counter) {
 *         for (; self->from < self->to; self->from++)
 *             YIELD(self->from);
 *     }
 *     GENERATOR_END
 *
 *     struct counter c;
 *     FOR_EACH (c, counter, .from = 3, .to = 6)
 *         printf("%d\n", c.value);
 *
 * Needs: resume.h.   Semantics: PEP 255, PEP 342.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_GENERATOR_H
#define COIR_GENERATOR_H

#include "coir/arguments.h"
#include "coir/error.h"
#include "coir/resume.h"

/* The header of a generator's frame.
 *
 * line is 0 before the first step and COIR_DONE_ after the last. err is the outcome that is on
 * its way out through the cleanup blocks, and at the end the final one; held is what err was
 * before a cleanup block failed or opened a block of its own. All belong to the body alone. */
struct coir_generator {
    coir_line line;
    uint8_t err; /* 0, or a negated error, or 255 for RETURN */
#if COIR_CLEANUP
    uint8_t held; /* the same */
#endif
};

#if COIR_CLEANUP
#define COIR_SET_HELD_(value) (self->coir_.held = (value))
#else
#define COIR_SET_HELD_(value) ((void)0)
#endif

/* GENERATOR_FRAME: first member of a generator's struct. The other members are yours; `value` is
 * what YIELD sets, `sent` what SEND sets, `result` what RETURN sets. Those you use you declare. */
#define COIR_GENERATOR_FRAME struct coir_generator coir_

/* A body is a function of the frame and of what arrives at its resume point: 0, or an error to be
 * raised there, or what an awaited thing gave. It returns the frame in which it is suspended, or
 * NULL when this step is over (a coroutine's end, or its YIELD). */
typedef void *(*coir_body)(void *frame, int arrived)COIR_REENTRANT_;

/* The parameters have the names of the definition: then the Arduino builder, which writes prototypes
 * for what a sketch defines, sees that this one has one. Its own would not be extern "C". */
#define COIR_BODY_DECLARE_(name)                                                                   \
    struct name;                                                                                   \
    COIR_SHADOW_ COIR_EXTERN_C_ void *name(void *coir_frame_, int coir_r_) COIR_REENTRANT_;        \
    COIR_SHADOW_END_

/* GENERATOR_DECLARE(name): in a header, for a generator that other files use. */
#define COIR_GENERATOR_DECLARE(name) COIR_BODY_DECLARE_(name) struct name

/* Where a body is, for people: what a coroutine answers to COIR_ASK_. */
struct coir_where {
    const char *function;
    const char *file;
};

#if COIR_TASKS
#define COIR_WHERE_(name) static const struct coir_where coir_where_ = {#name, __FILE__};
#define COIR_ANSWER_                                                                               \
    if (coir_at_ == COIR_ASK_)                                                                     \
        return (void *)(uintptr_t)&coir_where_;
#else
#define COIR_WHERE_(name)
#define COIR_ANSWER_
#endif

#if COIR_CHECKS
#define COIR_MARK_RUNNING_                                                                         \
    if (!coir_async_)                                                                              \
        self->coir_.line = COIR_RUNNING_;
#else
#define COIR_MARK_RUNNING_
#endif

/* The opening of every body. The enumerators are variables of the compiler: an inner block shadows
 * one to change it, and its closing brace restores it.
 *
 *   coir_async_    1 in a coroutine: AWAIT is allowed, and YIELD goes back to who awaits
 *   coir_handler_  the line where an error goes on: the innermost handler
 *   coir_pending_  1 where an outcome waits in err: directly in a CATCH or FINALLY
 *   coir_moved_    1 where an outcome waits in held: in a block inside such a cleanup block
 *
 * Variables: coir_r_ is what arrived, coir_at_ where to go on. Raising is: the error in coir_r_,
 * the handler in coir_at_, and goto coir_raise_; compilers make a plain jump of it. */
#define COIR_BODY_(name, async)                                                                    \
    COIR_BODY_DECLARE_(name)                                                                       \
    void *name(void *coir_frame_, int coir_r_) COIR_REENTRANT_ {                                   \
        enum {                                                                                     \
            coir_async_ = (async),                                                                 \
            coir_handler_ = COIR_TOP_,                                                             \
            coir_pending_ = 0,                                                                     \
            coir_moved_ = 0,                                                                       \
            coir_header_comes_first_ = COIR_MUST_(offsetof(struct name, coir_) == 0)               \
        };                                                                                         \
        COIR_COUNT_POINTS_                                                                         \
        COIR_WHERE_(name)                                                                          \
        struct name *const self = (struct name *)coir_frame_;                                      \
        void *coir_next_ = NULL;                                                                   \
        uint8_t coir_skip_ = 0;                                                                    \
        coir_line coir_at_ = COIR_LOAD_(coir_line, self->coir_.line);                              \
        (void)coir_next_;                                                                          \
        (void)coir_skip_;                                                                          \
        COIR_MARK_RUNNING_                                                                         \
        if (0) {                                                                                   \
        coir_raise_:                                                                               \
            COIR_SET_HELD_(0);                                                                     \
        coir_raise_again_:                                                                         \
            self->coir_.err = (uint8_t)-coir_r_;                                                   \
        }                                                                                          \
        if (COIR_UNLIKELY_(coir_at_ == 0))                                                         \
            goto coir_start_;                                                                      \
    coir_dispatch_:                                                                                \
        COIR_SWITCH_(coir_at_) {                                                                   \
        default:                                                                                   \
            COIR_OTHER_;                                                                           \
        coir_start_:;

/* The closing of every body: the three ways to end, and the lines that are no lines. */
#define COIR_BODY_END_                                                                             \
    if (0) {                                                                                       \
        goto coir_raise_;                                                                          \
        goto coir_raise_again_;                                                                    \
        goto coir_dispatch_;                                                                       \
        goto coir_finish_;                                                                         \
        goto coir_fail_;                                                                           \
        goto coir_other_;                                                                          \
    }                                                                                              \
    coir_finish_:                                                                                  \
    coir_at_ = COIR_DONE_;                                                                         \
    coir_r_ = 0;                                                                                   \
    coir_fail_:                                                                                    \
    self->coir_.err = (uint8_t)-coir_r_;                                                           \
    self->coir_.line = coir_at_;                                                                   \
    return NULL;                                                                                   \
    coir_other_:                                                                                   \
    COIR_COLD_LABEL_(coir_at_);                                                                    \
    if (coir_at_ == COIR_TOP_) {                                                                   \
        coir_at_ = COIR_DONE_;                                                                     \
        coir_r_ = -(int)self->coir_.err;                                                           \
        if (coir_r_ == COIR_RETURNING_)                                                            \
            coir_r_ = 0;                                                                           \
        goto coir_fail_;                                                                           \
    }                                                                                              \
    COIR_ANSWER_                                                                                   \
    if (COIR_IS_DONE_(coir_at_))                                                                   \
        goto coir_finish_;                                                                         \
    if (!COIR_CHECKS || coir_at_ != COIR_RUNNING_)                                                 \
        COIR_PANIC(COIR_LOST_);                                                                    \
    return NULL;                                                                                   \
    }                                                                                              \
    COIR_STRAY_                                                                                    \
    }

/* Where no block can catch an error and nobody checks, there are no other lines. */
#if COIR_CLEANUP || COIR_CHECKS || !COIR_GNU_
#define COIR_OTHER_ goto coir_other_
#else
#define COIR_OTHER_ __builtin_unreachable()
#endif

/* A break or continue that belongs to no loop of the user's falls out of the switch: an error when
 * compiled with optimisation, a panic otherwise. */
#if COIR_GNU_ && defined __OPTIMIZE__ && (!defined __clang__ || __clang_major__ >= 14)
#define COIR_STRAY_                                                                                \
    {                                                                                              \
        extern void coir_stray_break_(void)                                                        \
            __attribute__((error("a break outside of any loop leaves this coroutine")));           \
        coir_stray_break_();                                                                       \
        return NULL;                                                                               \
    }
#else
#define COIR_STRAY_                                                                                \
    COIR_PANIC("a break outside of any loop left this coroutine");                                 \
    return NULL;
#endif

/* GENERATOR(name) { ... } GENERATOR_END: the body of the generator whose frame is struct name.
 *
 * Opens a function, and in it a switch, up to `case 0:`. In the braces, self is the frame; plain
 * locals are lost at every YIELD. The function has external linkage unless declared static
 * before. */
#define COIR_GENERATOR(name) COIR_BODY_(name, 0)
#define COIR_GENERATOR_END COIR_BODY_END_

/* Raise what arrived, at compile-time known cost: one store and one jump where nothing is
 * pending. */
#define COIR_RAISE_ARRIVED_                                                                        \
    {                                                                                              \
        if ((int)coir_handler_ == COIR_TOP_ && !coir_pending_ && !coir_moved_) {                   \
            coir_at_ = (coir_line)(COIR_DONE_HERE_);                                               \
            goto coir_fail_;                                                                       \
        }                                                                                          \
        coir_at_ = (coir_line)coir_handler_;                                                       \
        if (coir_pending_ && !coir_moved_)                                                         \
            COIR_SET_HELD_(self->coir_.err);                                                       \
        if (coir_pending_ || coir_moved_)                                                          \
            goto coir_raise_again_;                                                                \
        goto coir_raise_;                                                                          \
    }

/* YIELD(v): hand v to whoever iterates, go on here at the next step. It is exactly
 *     self->value = v;  line = HERE;  return self;  case HERE: ;
 * and then, if THROW or CLOSE brought an error, it is raised here. Plain locals are lost, frame
 * members are kept. v is evaluated once. In a coroutine it makes an async generator (rung 8). */
#define COIR_YIELD(v)                                                                              \
    do {                                                                                           \
        enum { coir_point_ = COIR_POINT_(0) };                                                     \
        self->value = (v);                                                                         \
        self->coir_.line = (coir_line)coir_point_;                                                 \
        return coir_async_ ? NULL : (void *)self;                                                  \
        COIR_CASE_(coir_point_) :;                                                                 \
        if (COIR_UNLIKELY_(coir_r_ < 0))                                                           \
            COIR_RAISE_ARRIVED_                                                                    \
    } while (0)

/* RETURN(v): set self->result, leave through every enclosing cleanup block and end. RETURN() for a
 * body without a result. Inside a cleanup block it replaces the outcome that was pending. */
#define COIR_RETURN(...)                                                                           \
    do {                                                                                           \
        COIR_CAT_(COIR_RESULT_, COIR_EMPTY_(__VA_ARGS__))(__VA_ARGS__);                            \
        if ((int)coir_handler_ == COIR_TOP_)                                                       \
            goto coir_finish_;                                                                     \
        coir_r_ = COIR_RETURNING_;                                                                 \
        COIR_RAISE_ARRIVED_                                                                        \
    } while (0)
#define COIR_RESULT_0(v) self->result = (v)
#define COIR_RESULT_1(v) (void)0

/* ---- From outside: stepping a generator in plain C ---- */

/* A frame must be the struct of its body: two structs of different types are a compile error. */
#ifdef __SDCC
#define COIR_SAME_(frame, name) ((void)0)
#else
#define COIR_SAME_(frame, name) ((void)sizeof(1 ? (frame) : *(struct name *)0))
#endif

/* PREPARE(frame, name, .argument = value, ...): clear the frame and set its arguments; nothing
 * runs.
 *
 * frame     an lvalue of struct name, yours; it must stay where it is until the generator has ended
 * values    are evaluated after the frame was cleared: do not take them from the same frame
 * An expression without a value. */
#define COIR_PREPARE(...) COIR_CAT_(COIR_PREPARE_, COIR_MANY_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_PREPARE_2(frame, name) (COIR_SAME_(frame, name), (void)COIR_CLEAR_(frame))
#define COIR_PREPARE_MANY(frame, name, ...)                                                        \
    (COIR_PREPARE_2(frame, name), COIR_ASSIGN_(frame, __VA_ARGS__))

/* Has it ended (by its end, an error or CLOSE)? Never true before the first step. */
#define COIR_ENDED(frame) COIR_IS_DONE_((frame).coir_.line)

/* How it ended: 0 or a negative error. Meaningful once it has ended. */
#define COIR_OUTCOME(frame) (-(int)(frame).coir_.err)

/* One step with what arrives: 1 it yielded, 0 or an error it ended, COIR_VALUE it was running. This
 * and the passing on of what was sent are defined anew by delegate.h, for both kinds of frames. */
#define COIR_DRIVE_(frame, name, arrived)                                                          \
    (name(&(frame), arrived)                                                                       \
         ? 1                                                                                       \
         : ((frame).coir_.line == COIR_RUNNING_ ? (int)COIR_VALUE : COIR_OUTCOME(frame)))
#define COIR_PASS_SENT_(frame) ((void)0)

/* NEXT(frame, name): run to the next YIELD.
 *
 * returns   1   yielded: frame.value is the value
 *           0   ended: frame.result, if it has one, is the result; and again 0 if asked again
 * errors    what the body raised; it has ended
 *           COIR_VALUE   it is running already (checking builds)
 * source    PEP 255 */
#define COIR_NEXT(frame, name) (COIR_SAME_(frame, name), COIR_DRIVE_(frame, name, 0))

/* SEND(frame, name, v): set frame.sent and run to the next YIELD; the YIELD that waits finds it
 * there.
 *
 * errors    as NEXT, and COIR_TYPE before the first step, when no YIELD waits for a value
 * source    PEP 342 */
#define COIR_SEND(frame, name, v)                                                                  \
    ((frame).coir_.line == 0                                                                       \
         ? (int)COIR_TYPE                                                                          \
         : ((frame).sent = (v), COIR_PASS_SENT_(frame), COIR_NEXT(frame, name)))

/* THROW(frame, name, error): raise the error at the YIELD that waits, and run to the next one.
 *
 * Before the first step or after the last: the body does not run, the generator has ended, and the
 * error comes straight back.
 * returns and errors   as NEXT
 * source    PEP 342 */
#define COIR_THROW(frame, name, error)                                                             \
    (COIR_RESTS_(frame) ? ((frame).coir_.line = COIR_DONE_, (int)(error))                          \
                        : COIR_DRIVE_(frame, name, (int)(error)))
#define COIR_RESTS_(frame) ((frame).coir_.line == 0 || COIR_ENDED(frame))

/* CLOSE(frame, name): end it now. COIR_GENERATOR_EXIT is raised at the YIELD that waits, so that
 * every FINALLY runs. Does nothing before the first step, after the last, and the second time.
 *
 * returns   0
 * errors    COIR_RUNTIME   it yielded instead of ending; it is still suspended there
 *           what its cleanup raised
 * source    PEP 342 */
#define COIR_CLOSE(frame, name)                                                                    \
    (COIR_RESTS_(frame)                                                                            \
         ? ((frame).coir_.line = COIR_DONE_, 0)                                                    \
         : coir_closed_(COIR_DRIVE_(frame, name, COIR_GENERATOR_EXIT), &(frame).coir_.err))
COIR_INLINE_ int coir_closed_(int step, uint8_t *err) {
    if (step > 0)
        return COIR_RUNTIME;
    if (step != COIR_GENERATOR_EXIT)
        return step;
    *err = 0;
    return 0;
}

/* FOR_EACH (frame, name, .argument = value, ...) statement: a plain C for over a generator. It is
 *     for (PREPARE(...); NEXT(frame, name) > 0;)
 * so break and continue are C's, and after a break the generator is still open: go on with
 * while (NEXT(frame, name) > 0), or CLOSE it. OUTCOME(frame) tells whether it failed. */
#define COIR_FOR_EACH(...)                                                                         \
    for (COIR_PREPARE(__VA_ARGS__); COIR_FIRST_TWO_(COIR_NEXT, __VA_ARGS__, ) > 0;)
#define COIR_FIRST_TWO_(macro, frame, name, ...) macro(frame, name)

#endif
