/* wait.h - wait until some or all of several tasks are done, and see which.
 *
 * Rung 10. Unlike gather it neither raises their errors nor cancels them, whatever happens. Costs its
 * frame, and a struct coir_watch per task, which you provide.
 *
 *     AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3,
 *           .when = COIR_FIRST_COMPLETED, .timeout = COIR_S(2));
 *     for (i = 0; i < 3; i++)
 *         if (self->watch[i].done)
 *             ...
 *
 * Needs: watch.h.   Semantics: asyncio.wait.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WAIT_H
#define COIR_WAIT_H

#include "coir/watch.h"

#if COIR_JOINS

/* What to wait for. A task that was cancelled is done, but not by an exception. */
enum coir_when { COIR_ALL_COMPLETED, COIR_FIRST_COMPLETED, COIR_FIRST_EXCEPTION };

/* AWAIT(self->wait, coir_wait, .watch = ..., .count = ..., .when = ..., .timeout = ...)
 *
 * watch     an array of count elements, yours, with the tasks or futures set. Afterwards watch[i].done
 *           tells which are done by the time you run again; the others are pending
 * when      COIR_ALL_COMPLETED if not given
 * timeout   ticks; 0: no limit; less: let everybody run for a turn and look
 * done      afterwards: how many are done
 * errors    COIR_VALUE       there is nothing to wait for
 *           COIR_CANCELLED   you were cancelled; the tasks go on
 *           COIR_RUNTIME     a task was never started
 *           and no others: ask coir_outcome of each
 * context   a task */
struct coir_wait {
    COIR_CORO;
    struct coir_watch *watch;
    unsigned count;
    enum coir_when when;
    coir_time timeout;
    unsigned done;
    /* private */
    struct coir_future over;
    struct coir_handle timer;
    unsigned left;
};

COIR_ASYNC_DECLARE(coir_wait);

#endif
#endif
