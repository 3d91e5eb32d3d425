/* gather.h - wait until all of several tasks are done.
 *
 * Rung 10. The tasks run whether or not somebody gathers them; this waits for the last, or for
 * the first that fails. Then the others go on by themselves: if they should rather stop, take a
 * group. Costs its frame, and a struct coir_watch per task, which you provide.
 *
 *     COIR_WATCH(self->watch, self->fetch);
 *     AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
 *
 * Run as a task of its own it is a handle that can be kept, cancelled, joined and asked.
 *
 * Needs: watch.h.   Semantics: asyncio.gather.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_GATHER_H
#define COIR_GATHER_H

#include "coir/watch.h"

#if COIR_JOINS

/* Wait for all: AWAIT(self->gather, coir_gather, .watch = ..., .count = ...).
 *
 * watch          an array of count elements, yours, with the tasks set. The same task may be
 *                there twice; if all are done, nothing is waited for. Outcomes and results are in the tasks and their frames, in your
 *                order
 * return_errors  true: wait for all of them whatever happens; ask coir_outcome of each
 * errors         of the first task that failed or was cancelled; the others run on. If they fail
 *                too, ask coir_outcome, or it is reported when the loop is closed
 *                COIR_CANCELLED if you were cancelled: every unfinished task was asked to stop,
 *                and waited for as asyncio does: until one ended cancelled, or with
 *                return_errors, all of them
 *                COIR_RUNTIME   a task was never started
 * context        a task */
struct coir_gather {
    COIR_CORO;
    struct coir_watch *watch;
    unsigned count;
    bool return_errors;
    /* private */
    const struct coir_kind *kind;
    struct coir_link waiters;
    struct coir_task *owner;
    unsigned left;
    int outcome;
    bool cancelled;
    bool asking;
};

COIR_ASYNC_DECLARE(coir_gather);

#endif
#endif
