/* async_generator.h - hand out values that have to be waited for.
 *
 * Rung 8. A coroutine that also YIELDs. ASYNC_FOR takes its values one by one and, however the
 * loop is left, closes it, so that its cleanup has run when the next statement does. Costs
 * nothing over a coroutine; it needs no loop either.
 *
 *     struct ticker { CORO; int n; int value; };
 *
 *     ASYNC(ticker) {
 *         for (; self->n > 0; self->n--) {
 *             AWAIT(coir_sleep_ms(100));
 *             YIELD(self->n);
 *         }
 *     }
 *     ASYNC_END
 *
 *     ASYNC_FOR (self->ticker, ticker, .n = 3) {
 *         printf("%d\n", self->ticker.value);
 *     }
 *     ASYNC_FOR_END
 *
 * The same words iterate anything whose header is a CORO and whose body follows the contract of
 * coir_body, hand-written ones too.
 *
 * Needs: coroutine.h.   Semantics: PEP 525; closing at the end of the loop is PEP 533.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ASYNC_GENERATOR_H
#define COIR_ASYNC_GENERATOR_H

#include "coir/coroutine.h"

/* Run an async generator up to its next yield or end, with what arrives at its YIELD, for `caller`.
 *
 * Sets *arrived to the outcome if that came at once. Returns the suspended frame otherwise. One
 * whose step somebody else awaits already gives COIR_RUNTIME. An error does not enter one that
 * has not begun, which ends with it, nor one that has ended, where it is dropped. */
COIR_INLINE_ void *coir_step_(struct coir_frame *generator, coir_body body,
                              struct coir_frame *caller, int *arrived) {
    void *next;
    if (generator->caller) {
        *arrived = COIR_RUNTIME;
        return NULL;
    }
    if (*arrived < 0 && generator->line == 0) {
        generator->line = COIR_DONE_;
        return NULL;
    }
    if (*arrived < 0 && COIR_IS_DONE_(generator->line)) {
        *arrived = 0;
        return NULL;
    }
    generator->body = body;
    generator->caller = caller;
    next = body(generator, *arrived);
    if (!next) {
        generator->caller = NULL;
        *arrived = COIR_GIVES_(generator);
    }
    return next;
}

/* Step the generator with `with` and wait for its yield or end; the outcome is in coir_r_. */
#define COIR_STEP_(generator, name, with, place)                                                   \
    coir_r_ = (with);                                                                              \
    self->coir_.line = (coir_line)(place);                                                         \
    coir_next_ = coir_step_(&(generator).coir_, name, &self->coir_, &coir_r_);                     \
    if (coir_next_ || COIR_DETOUR_(coir_r_)) {                                                     \
        return coir_next_ ? coir_next_ : (void *)self;                                             \
        COIR_CASE_(place) :;                                                                       \
        if (coir_r_ != COIR_RUNTIME || COIR_ENDED(generator))                                      \
            (generator).coir_.caller = NULL;                                                       \
    }

/* Close: what is left to tell is neither the exit request nor a second yield. */
#define COIR_CLOSE_STEP_(generator, name, place)                                                   \
    COIR_STEP_(generator, name, COIR_GENERATOR_EXIT, place)                                        \
    if (coir_r_ == COIR_GENERATOR_EXIT)                                                            \
        coir_r_ = 0;                                                                               \
    else if (coir_r_ == 0 && !COIR_ENDED(generator))                                               \
        coir_r_ = COIR_RUNTIME;

/* Raise coir_r_ if it is an error. */
#define COIR_RAISE_IF_                                                                             \
    if (COIR_UNLIKELY_(coir_r_ < 0))                                                               \
    COIR_RAISE_ARRIVED_

#define COIR_STEP_STATEMENT_(generator, name, with)                                                \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        COIR_SAME_(generator, name);                                                               \
        COIR_STEP_(generator, name, with, coir_point_)                                             \
        COIR_RAISE_IF_                                                                             \
    } while (0)

/* ASYNC_NEXT(generator, name): wait for the next value (Python's anext). generator.value is the
 * value, unless ENDED(generator). After PREPARE; the generator stays open until ASYNC_CLOSE or
 * its end.
 *
 * errors    what the generator raised; COIR_RUNTIME if another step of it is awaited already */
#define COIR_ASYNC_NEXT(generator, name) COIR_STEP_STATEMENT_(generator, name, 0)

/* ASYNC_SEND(generator, name, v): set generator.sent, then as ASYNC_NEXT (Python's asend).
 * errors    also COIR_TYPE before the first step */
#define COIR_ASYNC_SEND(generator, name, v)                                                        \
    do {                                                                                           \
        if ((generator).coir_.line == 0) {                                                         \
            coir_r_ = COIR_TYPE;                                                                   \
            COIR_RAISE_ARRIVED_                                                                    \
        }                                                                                          \
        (generator).sent = (v);                                                                    \
        COIR_ASYNC_NEXT(generator, name);                                                          \
    } while (0)

/* ASYNC_THROW(generator, name, error): raise the error at its YIELD, then as ASYNC_NEXT (Python's
 * athrow). One that has not begun ends, and the error is raised here; one that has ended drops
 * it. */
#define COIR_ASYNC_THROW(generator, name, error) COIR_STEP_STATEMENT_(generator, name, error)

/* ASYNC_CLOSE(generator, name): end it; its cleanup has run when this statement is over (aclose).
 *
 * Does nothing before the first step, after the end, or the second time.
 * errors    COIR_RUNTIME if it yielded instead of ending; what its cleanup raised */
#define COIR_ASYNC_CLOSE(generator, name)                                                          \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        COIR_SAME_(generator, name);                                                               \
        COIR_CLOSE_STEP_(generator, name, coir_point_)                                             \
        COIR_RAISE_IF_                                                                             \
    } while (0)

/* ASYNC_FOR (generator, name, .argument = value, ...) { ... } ASYNC_FOR_END: a loop over an async
 * generator. break and continue are the loop's. Left by its end, break, RETURN or an error,
 * cancellation included, it closes the generator and waits for that, and then goes on; an error
 * of the closing replaces the one on its way.
 *
 * generator   an lvalue of struct name that lives as long as this frame; evaluated at every step,
 *             so it must be the same one each time. In the body, generator.value is the value
 *
 * ASYNC_FOR_OPEN (generator, name): the same over one that is prepared or begun already; it is
 * not cleared before and not closed after. */
#define COIR_ASYNC_FOR(...) COIR_CAT_(COIR_ASYNC_FOR_, COIR_MANY_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_ASYNC_FOR_2(generator, name)                                                          \
    COIR_ASYNC_LOOP_(generator, name, COIR_FRESH_(generator, name, (void)0), 1)
#define COIR_ASYNC_FOR_MANY(generator, name, ...)                                                  \
    COIR_ASYNC_LOOP_(generator, name,                                                              \
                     COIR_FRESH_(generator, name, COIR_ASSIGN_(generator, __VA_ARGS__)), 1)
#define COIR_ASYNC_FOR_OPEN(generator, name) COIR_ASYNC_LOOP_(generator, name, (void)0, 0)

#define COIR_FRESH_(generator, name, arguments)                                                    \
    COIR_UNUSED_FRAME_(&(generator), name);                                                        \
    COIR_CLEAR_(generator);                                                                        \
    arguments

/* Labels of the head's line: coir_into_, a step is over; coir_out_, the loop was left;
 * coir_shut_, the closing is over. */
#define COIR_ASYNC_LOOP_(generator, name, begin, close)                                            \
    {                                                                                              \
        COIR_HOLD_                                                                                 \
        COIR_SHADOW_ enum {                                                                        \
            coir_into_ = COIR_AWAIT_POINT_(0),                                                     \
            coir_out_ = COIR_POINT_(1),                                                            \
            coir_shut_ = COIR_POINT_(2)                                                            \
        };                                                                                         \
        COIR_SHADOW_END_                                                                           \
        COIR_SAME_(generator, name);                                                               \
        begin;                                                                                     \
        if (0) {                                                                                   \
            COIR_CASE_(coir_out_) :;                                                               \
            if (close) {                                                                           \
                COIR_CLOSE_STEP_(generator, name, coir_shut_)                                      \
                if (coir_r_ < 0) {                                                                 \
                    if (!coir_moved_)                                                              \
                        COIR_SET_HELD_(self->coir_.err);                                           \
                    self->coir_.err = (uint8_t)-coir_r_;                                           \
                }                                                                                  \
            }                                                                                      \
        } else {                                                                                   \
            for (;;) {                                                                             \
                COIR_STEP_(generator, name, 0, coir_into_)                                         \
                COIR_RAISE_IF_                                                                     \
                if (COIR_ENDED(generator))                                                         \
                    break;                                                                         \
                COIR_SHADOW_ enum { coir_handler_ = coir_out_ };                                   \
                COIR_SHADOW_END_

#define COIR_ASYNC_FOR_END                                                                         \
    }                                                                                              \
    coir_at_ = (coir_line)coir_out_;                                                               \
    goto coir_dispatch_;                                                                           \
    }                                                                                              \
    COIR_GO_ON_                                                                                    \
    }

#endif
