/* resume.h - leave a function in the middle and come back to the same place.
 *
 * Rung 1. A switch over the line where we left, and a case label there: the whole idea of a
 * stackless coroutine. Costs 2 bytes of RAM (1 with COIR_DENSE) and one switch per entry.
 * Everything above this rung is a convention about what to leave with.
 *
 *     struct blinker { coir_line line; int i; };
 *
 *     int blinker(struct blinker *self)
 *     {
 *         RESUMABLE(self->line) {
 *             for (self->i = 0; self->i < 3; self->i++)
 *                 SUSPEND(self->i);
 *         }
 *         RESUMABLE_END
 *         return -1;
 *     }
 *
 * Needs: config.h.   Semantics: Simon Tatham, "Coroutines in C"; Adam Dunkels' Protothreads.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_RESUME_H
#define COIR_RESUME_H

#include "coir/config.h"
#include "coir/words.h"

/* Where to go on. Zero: at the beginning. The rest is Coir's.
 *
 * Normally a line number, at most 16379, plus 0, 1, 2 or 3 times 2^14 modulo 2^16, for the places
 * that one line may need; line & 0x3fff is the line again. Dense: a running number within the
 * function. */
#if COIR_DENSE
typedef uint8_t coir_line;
#define COIR_NO_LINE_(n) (256 - (n))
#define COIR_COUNT_POINTS_ enum { coir_points_ = __COUNTER__ };
#define COIR_POINT_(place) (__COUNTER__ - coir_points_)
#else
typedef int16_t coir_line;
#define COIR_NO_LINE_(n) (-(n))
#define COIR_COUNT_POINTS_
#define COIR_POINT_(place) (__LINE__ + COIR_PLACE_##place + COIR_MUST_(__LINE__ < 16380))
#define COIR_PLACE_0 0
#define COIR_PLACE_1 (-16384)
#define COIR_PLACE_2 16384
#define COIR_PLACE_3 (-32767 - 1)
#endif

/* Lines that are no lines. */
#define COIR_DONE_ COIR_NO_LINE_(1)    /* ended; resuming it does nothing               */
#define COIR_TOP_ COIR_NO_LINE_(2)     /* as a handler: no handler, the error leaves    */
#define COIR_ASK_ COIR_NO_LINE_(3)     /* a probe: tell your name, touch nothing        */
#define COIR_RUNNING_ COIR_NO_LINE_(4) /* running now (generators in checking builds)   */

/* Where reports are wanted, a body that failed has ended in the fourth place of the line that
 * raised. */
#if COIR_TASKS && !COIR_DENSE
#define COIR_DONE_HERE_ COIR_POINT_(3)
#define COIR_IS_DONE_(line) ((line) == COIR_DONE_ || (line) < -16384)
#else
#define COIR_DONE_HERE_ COIR_DONE_
#define COIR_IS_DONE_(line) ((line) == COIR_DONE_)
#endif

/* COIR_LINT: labels with a high bit, in a switch on a wide type. A label that lands in a user's own
 * switch by mistake (an AWAIT inside one) does not fit there, and every compiler says so. */
#if COIR_LINT
#define COIR_WIDE_(line) ((uint64_t)(uint16_t)(line) | (uint64_t)1 << 63)
#define COIR_SWITCH_(line) switch (COIR_WIDE_(line))
#define COIR_CASE_(line) case COIR_WIDE_(line)
#else
#define COIR_SWITCH_(line) switch (line)
#define COIR_CASE_(line) case line
#endif

#define COIR_LOST_ "resume point not found: was it written inside a switch of its own?"

/* RESUMABLE(line) { ... } RESUMABLE_END: a block that SUSPEND leaves and the next call re-enters.
 *
 * line      a coir_line that survives: a struct member, a static. Zero before the first entry
 *           and again after the block has ended.
 * It is exactly
 *     switch (line) { case 0: ; { ... } }  line = 0;
 */
#define COIR_RESUMABLE(line)                                                                       \
    COIR_COUNT_POINTS_                                                                             \
    coir_line *const coir_at_ = &(line);                                                           \
    COIR_SWITCH_(*coir_at_) {                                                                      \
    default:                                                                                       \
        COIR_PANIC(COIR_LOST_);                                                                    \
        COIR_CASE_(0) :;

#define COIR_RESUMABLE_END                                                                         \
    }                                                                                              \
    *coir_at_ = 0;

/* SUSPEND(value): return value from the function; the next call goes on behind this statement.
 *
 * It is exactly
 *     line = HERE;  return value;  case HERE: ;
 * so plain locals are lost. Two on one line are a compile error (duplicate case). */
#define COIR_SUSPEND(value)                                                                        \
    do {                                                                                           \
        enum { coir_point_ = COIR_POINT_(0) };                                                     \
        *coir_at_ = (coir_line)coir_point_;                                                        \
        return value;                                                                              \
        COIR_CASE_(coir_point_) :;                                                                 \
    } while (0)

#endif
