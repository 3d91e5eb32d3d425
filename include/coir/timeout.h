/* timeout.h - give a block a deadline.
 *
 * Rung 10. At the deadline the task is cancelled, and what leaves the block then is COIR_TIMEOUT.
 * Blocks nest, and deadlines can be moved. Costs its frame: about 100 bytes on 64-bit.
 *
 *     ASYNC_WITH (self->timeout, coir_timeout, .delay = COIR_MS(200)) {
 *         AWAIT(coir_readline(...));
 *     }
 *     ASYNC_WITH_END
 *
 * Needs: with.h, loop.h. Semantics: asyncio.timeout, with the departures in docs/semantics.md:
 * the cleanup of a task that is being cancelled already is not interrupted, and a body that
 * swallows the cancellation still times out. SPDX-License-Identifier: MIT
 */
#ifndef COIR_TIMEOUT_H
#define COIR_TIMEOUT_H

#include "coir/loop.h"
#include "coir/with.h"

#if COIR_CALLBACKS

/* ASYNC_WITH (self->timeout, coir_timeout, .delay = ticks) { ... } ASYNC_WITH_END
 *
 * delay     ticks from now; 0 or less: the body runs up to its first suspension; COIR_FOREVER: no
 *           deadline yet
 * until     with .absolute = true instead: a point of coir_now's scale
 * errors    COIR_TIMEOUT after the deadline; whatever else leaves the body
 *           COIR_CANCELLED if the task was cancelled by somebody else too */
struct coir_timeout {
    COIR_CORO;
    coir_time delay;
    coir_time until;
    bool absolute;
    /* private */
    int value;
    struct coir_handle handle;
    struct coir_task *task;
    int cancelling; /* requests when the block was entered, without one yet to be raised */
    bool expired;   /* the deadline has passed */
    bool asked;     /* ... and this timeout has cancelled the task */
    bool left;      /* the block is over */
    bool raised;    /* ... and COIR_TIMEOUT came from here */
};

COIR_ASYNC_DECLARE(coir_timeout);

/* ASYNC_WITH (self->limit, coir_move_on_after, .delay = ticks) { ... } ASYNC_WITH_END: the same, but at
 * the deadline the block just ends and the program goes on behind it.
 *
 * arguments and errors   as coir_timeout, without its COIR_TIMEOUT
 * timeout                to be moved, and asked whether it has expired
 * source                 trio.move_on_after */
struct coir_move_on_after {
    COIR_CORO;
    coir_time delay;
    coir_time until;
    bool absolute;
    struct coir_timeout timeout;
    /* private */
    int value;
};

COIR_ASYNC_DECLARE(coir_move_on_after);

COIR_C_BEGIN_

/* Move the deadline; COIR_FOREVER takes it away, a point that has passed fires on the next turn.
 *
 * returns   0
 * errors    COIR_RUNTIME   it has expired, or the block is over
 * context   the loop's thread */
int coir_timeout_reschedule(struct coir_timeout *timeout, coir_time until);

/* The deadline, on coir_now's scale; COIR_FOREVER for none. */
static inline coir_time coir_timeout_when(const struct coir_timeout *timeout) {
    return timeout->until;
}

/* Has the deadline passed while the block ran? True also after the block. */
static inline bool coir_timeout_expired(const struct coir_timeout *timeout) {
    return timeout->expired;
}

COIR_C_END_

#endif
#endif
