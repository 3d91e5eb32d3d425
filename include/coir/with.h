/* with.h - bracket a block with something to do before and after, whatever happens in it.
 *
 * Rung 9. A context manager is a generator that yields once: what stands before its YIELD runs on
 * entering the block, what stands behind it on leaving, and a TRY around the YIELD sees the
 * block's error. WITH takes a plain generator, ASYNC_WITH an async one, whose enter and exit may
 * await. No new idea, no new type; costs the manager's frame.
 *
 *     struct stopwatch { GENERATOR_FRAME; const char *name; long start; int value; };
 *
 *     GENERATOR(stopwatch) {
 *         self->start = now();
 *         TRY {
 *             YIELD(0);
 *         }
 *         FINALLY {
 *             printf("%s took %ld\n", self->name, now() - self->start);
 *         }
 *         TRY_END
 *     }
 *     GENERATOR_END
 *
 *     WITH (self->watch, stopwatch, .name = "sorting") {
 *         sort(self->items);
 *     }
 *     WITH_END
 *
 * Left by its end, by break or by RETURN, the block resumes its manager normally; an error is
 * thrown into it, and a manager that ends normally then has swallowed it. If entering fails the
 * block does not run.
 *
 * Needs: async_generator.h.   Semantics: PEP 343, PEP 492; contextlib.contextmanager.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WITH_H
#define COIR_WITH_H

#include "coir/async_generator.h"

/* ASYNC_WITH (manager, name, .argument = value, ...) { ... } ASYNC_WITH_END
 *
 * manager   an lvalue of struct name that lives as long as this frame; it is cleared first
 * errors    raised by entering or leaving; COIR_RUNTIME if the manager does not yield exactly
 *           once */
#define COIR_ASYNC_WITH(...) COIR_CAT_(COIR_ASYNC_WITH_, COIR_MANY_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_ASYNC_WITH_2(manager, name)                                                           \
    COIR_BRACKET_(manager, name, COIR_FRESH_(manager, name, (void)0), COIR_STEP_, 1)
#define COIR_ASYNC_WITH_MANY(manager, name, ...)                                                   \
    COIR_BRACKET_(manager, name, COIR_FRESH_(manager, name, COIR_ASSIGN_(manager, __VA_ARGS__)),   \
                  COIR_STEP_, 1)
#define COIR_ASYNC_WITH_END COIR_WITH_END

/* WITH (manager, name, .argument = value, ...) { ... } WITH_END: with a plain generator. */
#define COIR_WITH(...) COIR_CAT_(COIR_WITH_, COIR_MANY_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_WITH_2(manager, name)                                                                 \
    COIR_BRACKET_(manager, name, COIR_PREPARE(manager, name), COIR_PLAIN_STEP_, 0)
#define COIR_WITH_MANY(manager, name, ...)                                                         \
    COIR_BRACKET_(manager, name, COIR_PREPARE(manager, name, __VA_ARGS__), COIR_PLAIN_STEP_, 0)

/* One step of a plain generator; the outcome is in coir_r_. It cannot suspend us. */
#define COIR_PLAIN_STEP_(manager, name, with, place)                                               \
    coir_r_ = COIR_DRIVE_(manager, name, with);                                                    \
    coir_r_ = coir_r_ > 0 ? 0 : coir_r_;

/* Labels of the head's line: coir_into_, the manager was entered; coir_out_, the block was left;
 * coir_shut_, the manager was left. err holds the block's outcome meanwhile. */
#define COIR_BRACKET_(manager, name, begin, step, async)                                           \
    {                                                                                              \
        COIR_HOLD_                                                                                 \
        COIR_SHADOW_ enum {                                                                        \
            coir_into_ = COIR_POINT_(0) + COIR_MUST_(coir_async_ || !(async)),                     \
            coir_out_ = COIR_POINT_(1),                                                            \
            coir_shut_ = COIR_POINT_(2)                                                            \
        };                                                                                         \
        COIR_SHADOW_END_                                                                           \
        COIR_SAME_(manager, name);                                                                 \
        begin;                                                                                     \
        if (0) {                                                                                   \
            COIR_CASE_(coir_out_) :;                                                               \
            step(manager, name, COIR_IS_ERROR_(self->coir_.err) ? COIR_CAUGHT : 0, coir_shut_)     \
                COIR_LEFT_(COIR_ENDED(manager))                                                    \
        } else {                                                                                   \
            step(manager, name, 0, coir_into_) if (coir_r_ >= 0 && COIR_ENDED(manager)) coir_r_ =  \
                COIR_RUNTIME;                                                                      \
            COIR_RAISE_IF_ {                                                                       \
                COIR_SHADOW_ enum { coir_handler_ = coir_out_ };                                   \
                COIR_SHADOW_END_                                                                   \
                do

#define COIR_WITH_END                                                                              \
    while (0)                                                                                      \
        ;                                                                                          \
    coir_at_ = (coir_line)coir_handler_;                                                           \
    }                                                                                              \
    goto coir_dispatch_;                                                                           \
    }                                                                                              \
    COIR_GO_ON_                                                                                    \
    }

/* What becomes of the block's outcome in err, now that leaving the manager gave coir_r_. */
#define COIR_LEFT_(ended)                                                                          \
    if (coir_r_ >= 0 && !(ended))                                                                  \
        coir_r_ = COIR_RUNTIME;                                                                    \
    if (coir_r_ < 0) {                                                                             \
        if (!coir_moved_ && coir_r_ != COIR_CAUGHT)                                                \
            COIR_SET_HELD_(self->coir_.err);                                                       \
        self->coir_.err = (uint8_t)-coir_r_;                                                       \
    } else if (COIR_IS_ERROR_(self->coir_.err))                                                    \
        self->coir_.err = 0;

#endif
