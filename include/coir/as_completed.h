/* as_completed.h - take tasks one by one, in the order in which they are done.
 *
 * Rung 10. An async generator over tasks. Costs its frame, and a struct coir_watch per task, which you
 * provide.
 *
 *     ASYNC_FOR (self->each, coir_as_completed, .watch = self->watch, .count = 3) {
 *         if (coir_outcome(self->each.value) == 0)
 *             ...
 *     }
 *     ASYNC_FOR_END
 *
 * Needs: watch.h, async_generator.h.   Semantics: asyncio.as_completed, the asynchronous iterator of
 * CPython 3.13. SPDX-License-Identifier: MIT
 */
#ifndef COIR_AS_COMPLETED_H
#define COIR_AS_COMPLETED_H

#include "coir/async_generator.h"
#include "coir/watch.h"

#if COIR_JOINS

/* ASYNC_FOR (self->each, coir_as_completed, .watch = ..., .count = ..., .timeout = ...) { ... }
 *
 * watch     an array of count elements, yours, with the tasks or futures set
 * timeout   ticks from the beginning of the loop, for all of them; 0: no limit
 * value     a task that is done; NULL for a future
 * watched   its element of the array
 * errors    COIR_TIMEOUT     the time is over, and not all are done; they go on
 *           COIR_CANCELLED   you were cancelled; the tasks go on
 *           COIR_RUNTIME     a task was never started
 *           and no others: ask coir_outcome of each */
struct coir_as_completed {
    COIR_CORO;
    struct coir_watch *watch;
    unsigned count;
    coir_time timeout;
    struct coir_task *value;
    struct coir_watch *watched;
    /* private */
    const struct coir_kind *kind;
    struct coir_link waiters;
    struct coir_link done; /* handles of those that are done and were not handed out */
    struct coir_handle timer;
    unsigned left;
    bool late;
};

COIR_ASYNC_DECLARE(coir_as_completed);

#endif
#endif
