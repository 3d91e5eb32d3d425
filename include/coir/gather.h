/* gather.h - wait until all of several tasks are done.
 *
 * Rung 10. The tasks run whether or not somebody gathers them; this waits for the last, or for
 * the first that fails. Then the others go on by themselves: if they should rather stop, take a
 * group. Costs its frame, and a struct coir_watch per task, which you provide.
 *
 *     struct app {
 *         CORO;
 *         COIR_TASK(fetch) fetch[3];
 *         struct coir_watch watch[3];
 *         struct coir_gather gather;
 *         int i;
 *     };
 *
 *     for (self->i = 0; self->i < 3; self->i++) {
 *         START(coir_running_loop(), self->fetch[self->i], fetch, .number = self->i);
 *         self->watch[self->i].task = &self->fetch[self->i].task;
 *     }
 *     AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
 *
 * Needs: future.h.   Semantics: asyncio.gather.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_GATHER_H
#define COIR_GATHER_H

#include "coir/future.h"

#if COIR_CANCEL

/* One of the tasks that are watched together. Set task; the rest is private. */
struct coir_watch {
    struct coir_task *task;
    struct coir_handle handle;
    void *owner;
};

/* Wait for all: AWAIT(self->gather, coir_gather, .watch = ..., .count = ...).
 *
 * watch          an array of count elements, yours, with the tasks set. The same task may be
 *                there twice. Outcomes and results are in the tasks and their frames, in your
 *                order
 * return_errors  true: wait for all of them whatever happens; ask coir_outcome of each
 * errors         of the first task that failed or was cancelled; the others run on, and nobody is
 *                told of their errors
 *                COIR_CANCELLED if you were cancelled: every unfinished task was asked to stop,
 *                and waited for as asyncio does: until one ended cancelled, or with
 *                return_errors, all of them
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
};

COIR_ASYNC_DECLARE(coir_gather);

#endif
#endif
