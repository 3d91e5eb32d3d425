/* ticks.h - do something at regular times, without drift.
 *
 * Rung 10. An async generator that yields once per period. Each deadline is computed from the one
 * before, not from the time at which somebody got around to it, so lateness does not add up. What
 * happens when the body of the loop takes longer than a period is for you to say. Costs its frame
 * and a timer.
 *
 *     ASYNC_FOR (self->ticks, coir_ticks, .period = COIR_MS(100), .missed = COIR_TICKS_SKIP) {
 *         AWAIT(self->sample, sample);
 *     }
 *     ASYNC_FOR_END
 *
 * Needs: loop.h, async_generator.h.   Semantics: tokio::time::interval.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_TICKS_H
#define COIR_TICKS_H

#include "coir/async_generator.h"
#include "coir/loop.h"

/* The next tick was due already when the body came back for it. That tick comes at once, and then
 *
 *   body took 2.5 periods from tick 0          due at   0    1    2    3    4    5
 *   COIR_TICKS_BURST   the rest at once too, until nothing is missing: 0, 2.5, 2.5, 3, 4, 5
 *   COIR_TICKS_SKIP    the next in the old rhythm, others are dropped: 0, 2.5, 3, 4, 5
 *   COIR_TICKS_DELAY   a new rhythm from now on:                       0, 2.5, 3.5, 4.5 */
enum coir_missed { COIR_TICKS_BURST, COIR_TICKS_SKIP, COIR_TICKS_DELAY };

/* ASYNC_FOR (self->ticks, coir_ticks, .period = ticks) { ... } ASYNC_FOR_END
 *
 * period    ticks of coir_time between two ticks
 * delay     from now to the first one; 0: it comes at once
 * missed    what to do about missed ones
 * value     when this tick was due, on coir_now's scale; coir_now() - value is how late it is
 * skipped   how many were dropped so far, with COIR_TICKS_SKIP
 * errors    COIR_VALUE      period is not more than 0
 *           COIR_CANCELLED
 * context   a task. Every tick lets others run first, late ones too */
struct coir_ticks {
    COIR_CORO;
    coir_time period;
    coir_time delay;
    enum coir_missed missed;
    coir_time value;
    unsigned long skipped;
    /* private */
    coir_time due;
};

COIR_ASYNC_DECLARE(coir_ticks);

#endif
