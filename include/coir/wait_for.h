/* wait_for.h - wait for a coroutine or a task, but not longer than so long.
 *
 * Rung 10. coir_timeout around a single await. Costs its frame: about 200 bytes on 64-bit.
 *
 *     PREPARE(self->fetch, fetch, .host = self->host);
 *     AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->fetch, fetch), .delay = COIR_S(1));
 *     status = self->fetch.result;
 *
 * Needs: future.h, timeout.h.   Semantics: asyncio.wait_for as of CPython 3.12; a timeout does not interrupt the
 * cleanup of what is being cancelled already. SPDX-License-Identifier: MIT
 */
#ifndef COIR_WAIT_FOR_H
#define COIR_WAIT_FOR_H

#include "coir/future.h"
#include "coir/timeout.h"

#if COIR_JOINS

struct coir_wait_for_nothing_ {
    COIR_CORO;
    struct coir_task *task;
    bool stopped, begun;
    struct coir_future over;
    struct coir_handle handle;
};

/* AWAIT(self->wait, coir_wait_for, .call = ..., .delay = ticks)
 *
 * call      the coroutine, as COIR_CALL gives it; it runs in your task. Or
 * task      a task that was started; at the deadline it is cancelled and waited for
 * delay     ticks. 0 or less: a task that is done gives its outcome, any other is cancelled; a
 *           coroutine does not begin. COIR_FOREVER: no deadline
 * errors    COIR_TIMEOUT     at the deadline, when the cleanup is over
 *           COIR_CANCELLED   you were cancelled; so was what you waited for, once
 *           what it raised, also if that was in its cleanup
 * context   a task */
struct coir_wait_for {
    COIR_CORO;
    struct coir_frame *call;
    struct coir_task *task;
    coir_time delay;
    /* private */
    struct coir_timeout timeout;
    struct coir_wait_for_nothing_ nothing;
};

COIR_ASYNC_DECLARE(coir_wait_for);

#endif
#endif
