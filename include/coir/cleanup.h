/* cleanup.h - errors that travel, and blocks that run whatever happens.
 *
 * Rung 3. TRY / CATCH / FINALLY inside any body, across suspensions. Costs no RAM: a block's
 * handler is a compile-time constant, and the outcome waits in the two bytes that every frame
 * header has.
 *
 *     TRY {
 *         YIELD(read_sensor());
 *     }
 *     CATCH (COIR_TIMEOUT) {
 *         YIELD(last_good_value);
 *     }
 *     FINALLY {
 *         power_down();
 *     }
 *     TRY_END
 *
 * CATCH and FINALLY may each be left out, and there may be several CATCHes; the first that fits
 * is taken. break and continue directly in a block leave that block (and run its cleanup), never
 * a loop around it. Each of these words needs a line of its own. Jumping out with goto skips the
 * cleanup: don't.
 *
 * Needs: generator.h.   Semantics: Python's try statement; PEP 3134 for CONTEXT.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CLEANUP_H
#define COIR_CLEANUP_H

#include "coir/generator.h"

/* RAISE(error): leave to the innermost CATCH that fits, running each FINALLY on the way; without
 * one, end with this error. In a cleanup block it replaces the pending outcome, which CONTEXT
 * still tells.
 *
 * error     -2 to -249, or COIR_CANCELLED or COIR_GENERATOR_EXIT; evaluated once */
#define COIR_RAISE(error)                                                                          \
    do {                                                                                           \
        coir_r_ = (error);                                                                         \
        COIR_CHECK_(coir_r_ < COIR_PENDING && coir_r_ >= COIR_GENERATOR_EXIT, "not an error");     \
        COIR_RAISE_ARRIVED_                                                                        \
    } while (0)

#if COIR_CLEANUP
/* In a CATCH: the error it caught. In a FINALLY: the outcome that is pending, 0 if none, and
 * COIR_RETURNING_ (-255) if a RETURN is on its way. An int. */
#define COIR_CAUGHT (-(int)self->coir_.err)

/* After a cleanup block failed: the outcome that its error replaced (PEP 3134's __context__), or
 * 0. */
#define COIR_CONTEXT (-(int)self->coir_.held)

/* Open a block that needs err for itself: in a cleanup block, move the pending outcome to held
 * first. A third level has nowhere to move it and does not compile: put it in a coroutine of its
 * own. */
#define COIR_HOLD_                                                                                 \
    COIR_SHADOW_ enum {                                                                            \
        coir_restore_ =                                                                            \
            (int)coir_pending_ + COIR_MUST_((int)coir_pending_ + (int)coir_moved_ < 2),            \
        coir_moved_ = (int)coir_moved_ + (int)coir_pending_,                                       \
        coir_pending_ = 0                                                                          \
    };                                                                                             \
    COIR_SHADOW_END_                                                                               \
    if (coir_restore_) {                                                                           \
        self->coir_.held = self->coir_.err;                                                        \
        self->coir_.err = 0;                                                                       \
    }
#define COIR_RESTORE_                                                                              \
    if (coir_restore_) {                                                                           \
        self->coir_.err = self->coir_.held;                                                        \
        self->coir_.held = 0;                                                                      \
    }

/* One clause of a TRY: `first` is the code that an error jumping to this clause's own label runs,
 * `test` decides whether the clause runs, kind is 0 for TRY, 1 for CATCH, 2 for FINALLY, 3 for
 * CATCH_STAR (error_group.h). Two braces deep. */
#define COIR_CLAUSE_(label, first, test, kind, handler)                                            \
    {                                                                                              \
        COIR_SHADOW_ enum { coir_here_ = label };                                                  \
        COIR_SHADOW_END_                                                                           \
        if (0) {                                                                                   \
            COIR_CASE_(coir_here_) :;                                                              \
            first;                                                                                 \
        } else if (test) {                                                                         \
            COIR_SHADOW_ enum {                                                                    \
                coir_clause_ = (kind),                                                             \
                coir_pending_ = (kind) ? 1 : 0, /* SDCC takes no 0 != 0 here */                    \
                coir_handler_ = (int)(handler)                                                     \
            };                                                                                     \
            COIR_SHADOW_END_                                                                       \
            do

#define COIR_CLAUSE_END_                                                                           \
    while (0)                                                                                      \
        ;                                                                                          \
    if (coir_clause_ == 1 || (coir_clause_ == 3 && self->coir_.err != (uint8_t)-COIR_GROUP))       \
        self->coir_.err = 0;                                                                       \
    }                                                                                              \
    }

/* TRY { ... } TRY_END: a block, and what is to be done about errors in it, in clauses between the two.
 *
 * It is the clause whose handler is its own label, which skips to the clauses below. */
#define COIR_TRY                                                                                   \
    {                                                                                              \
        COIR_HOLD_                                                                                 \
        COIR_CLAUSE_(COIR_POINT_(1), coir_skip_ = 0, 1, 0, coir_here_)

/* CATCH(error, ...) { ... }: runs if the TRY ended with one of these errors (at most 8).
 *
 * COIR_ERROR stands for every ordinary error; cancellation and closing pass, unless they are named
 * or COIR_ANY is. CAUGHT tells which one it was; RAISE(CAUGHT) sends it on. */
#define COIR_CATCH(...)                                                                            \
    COIR_CLAUSE_END_                                                                               \
    COIR_CLAUSE_(COIR_POINT_(2), coir_skip_ = 1, COIR_FITS_(__VA_ARGS__) && !coir_skip_, 1,        \
                 coir_here_)

/* FINALLY { ... }: runs in any case; an outcome that was pending goes on behind it. */
#define COIR_FINALLY                                                                               \
    COIR_CLAUSE_END_                                                                               \
    COIR_CLAUSE_(COIR_POINT_(1), (void)0, 1, 2, coir_handler_)

#define COIR_TRY_END                                                                               \
    COIR_CLAUSE_END_                                                                               \
    COIR_GO_ON_                                                                                    \
    }

/* The end of a block: an outcome that is still there goes to the handler outside. */
#define COIR_GO_ON_                                                                                \
    if (self->coir_.err) {                                                                         \
        coir_at_ = (coir_line)coir_handler_;                                                       \
        goto coir_dispatch_;                                                                       \
    }                                                                                              \
    COIR_RESTORE_

#define COIR_FITS_(...) COIR_CAT_(COIR_FITS_, COIR_COUNT_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_FITS_1(a) COIR_MATCHES_(self->coir_.err, a)
#define COIR_FITS_2(a, ...) (COIR_FITS_1(a) || COIR_FITS_1(__VA_ARGS__))
#define COIR_FITS_3(a, ...) (COIR_FITS_1(a) || COIR_FITS_2(__VA_ARGS__))
#define COIR_FITS_4(a, ...) (COIR_FITS_1(a) || COIR_FITS_3(__VA_ARGS__))
#define COIR_FITS_5(a, ...) (COIR_FITS_1(a) || COIR_FITS_4(__VA_ARGS__))
#define COIR_FITS_6(a, ...) (COIR_FITS_1(a) || COIR_FITS_5(__VA_ARGS__))
#define COIR_FITS_7(a, ...) (COIR_FITS_1(a) || COIR_FITS_6(__VA_ARGS__))
#define COIR_FITS_8(a, ...) (COIR_FITS_1(a) || COIR_FITS_7(__VA_ARGS__))

#endif
#endif
