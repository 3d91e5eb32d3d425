/* ticks.c - do something at regular times, without drift.
 *
 * One sleep per tick.
 * SPDX-License-Identifier: MIT
 */
#include "coir/ticks.h"
#include "loop_.h"

/* The body is back. When is the tick after the one that is due now? */
static coir_time next_(struct coir_ticks *self) {
    coir_time now = coir_now(), late = coir_time_between_(self->due, now);
    if (late <= 0 || self->missed == COIR_TICKS_BURST)
        return coir_time_after_(self->due, self->period);
    if (self->missed == COIR_TICKS_DELAY)
        return coir_time_after_(now, self->period);
    self->skipped += (unsigned long)(late / self->period);
    return coir_time_after_(now, (coir_time)(self->period - late % self->period));
}

COIR_ASYNC(coir_ticks) {
    if (self->period <= 0)
        COIR_RAISE(COIR_VALUE);
    self->due = coir_time_after_(coir_now(), self->delay > 0 ? self->delay : 0);
    for (;;) {
        self->value = self->due;
        self->due = next_(self);
        COIR_AWAIT(coir_sleep_until(self->value));
        COIR_YIELD(self->value);
    }
}
COIR_ASYNC_END
