/* limit.h - run many coroutines, at most so many at a time.
 *
 * Rung 10. A list of coroutines as values, of any mix of types, and a few workers, whose memory you
 * provide: as many run at once as there are workers. Each call is a task of its own while it runs.
 * Costs its frame and a task per worker, whatever the number of calls; between two calls of one
 * worker two turns pass.
 *
 *     for (i = 0; i < count; i++) {
 *         PREPARE(fetch[i], fetch, .host = host[i]);
 *         calls[i] = COIR_CALL(fetch[i], fetch);
 *     }
 *     ...
 *     AWAIT(self->limit, coir_limit, .calls = calls, .count = count,
 *           .workers = self->worker, .at_most = 4);
 *
 * Needs: loop.h.   Semantics: asyncio.gather over coroutines that begin with `async with semaphore`,
 * except that a failure stops the rest, as in asyncio.TaskGroup.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIMIT_H
#define COIR_LIMIT_H

#include "coir/loop.h"

#if COIR_JOINS

struct coir_limit;

/* One of those that run at the same time. All of it is private. */
struct coir_worker {
    struct coir_task task;
    struct coir_handle handle;
    struct coir_limit *owner;
    unsigned call;
};

/* Run all: AWAIT(self->limit, coir_limit, .calls = ..., .count = ..., .workers = ..., .at_most = ...).
 * They begin in their order; results are in their frames.
 *
 * calls          an array of count coroutines, prepared and not begun. It and they are yours, and
 *                live until this is over; no coroutine may be there twice
 * workers        an array of at_most elements, yours; it need not be cleared
 * at_most        how many may run at a time, at least 1
 * return_errors  true: run all of them, whatever happens
 * outcomes       NULL, or an array of count numbers, yours: how each call ended, 0 or an error;
 *                COIR_STATE for one that was never begun
 * errors         of the first call that failed. No other is begun, those that run are cancelled and
 *                waited for. What they raise then, cancellation apart, is in outcomes; without
 *                outcomes it goes to the loop's error handler
 *                COIR_VALUE      at_most is 0
 *                COIR_CANCELLED  you were cancelled; then the same happens, with return_errors too
 * context        a task */
struct coir_limit {
    COIR_CORO;
    struct coir_frame **calls;
    unsigned count;
    struct coir_worker *workers;
    unsigned at_most;
    bool return_errors;
    int *outcomes;
    /* private */
    const struct coir_kind *kind;
    struct coir_link waiters;
    struct coir_task *owner;
    unsigned begun;
    unsigned running;
    int error; /* not 0: begin no more */
};

COIR_ASYNC_DECLARE(coir_limit);

#endif
#endif
