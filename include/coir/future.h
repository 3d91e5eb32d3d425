/* future.h - an outcome that is not there yet, and those who wait for it.
 *
 * Rung 11. Somebody sets a value or an error, once; any number of tasks wait, any number of
 * callbacks are called. The bridge from callbacks to AWAIT. Costs 5 words.
 *
 *     coir_future_init(&self->answer);
 *     ask(device, &self->answer);                       the driver calls coir_future_set later
 *     AWAIT_INTO(self->n, coir_future_wait(&self->answer));
 *
 * Needs: loop.h.   Semantics: asyncio.Future.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_FUTURE_H
#define COIR_FUTURE_H

#include "coir/loop.h"

#if COIR_JOINS

/* An outcome and who waits for it. Its members are private. */
struct coir_future {
    const struct coir_kind *kind;
    struct coir_loop *loop;   /* where callbacks are called */
    struct coir_link waiters; /* tasks and callbacks, in the order in which they came */
    int outcome;              /* COIR_PENDING, a value (0 or more), or an error */
};

COIR_C_BEGIN_

/* Begin without an outcome. future is yours; it may be used again after all waiters were told.
 *
 * loop      the loop of those who will wait
 * context   the loop's thread */
void coir_future_init(struct coir_future *future, struct coir_loop *loop);

/* Give it its outcome: waiters run on the next turn, in order.
 *
 * outcome   0 or more: a value; negative: an error (not COIR_PENDING), COIR_CANCELLED included
 * returns   0
 * errors    COIR_STATE   it has one already; nothing changed
 * context   the loop's thread. From elsewhere: coir_call_soon_threadsafe a callback that does it
 * source    asyncio.Future.set_result, set_exception */
int coir_future_set(struct coir_future *future, int outcome);

/* Cancel it: who waits gets COIR_CANCELLED. Returns false if it had an outcome. */
bool coir_future_cancel(struct coir_future *future);

/* Has it an outcome? Cancelled is one. */
static inline bool coir_future_done(const struct coir_future *future) {
    return future->outcome != COIR_PENDING;
}

/* Was it cancelled? */
static inline bool coir_future_cancelled(const struct coir_future *future) {
    return future->outcome == COIR_CANCELLED;
}

/* Its outcome; COIR_STATE before there is one. */
static inline int coir_future_outcome(const struct coir_future *future) {
    return future->outcome == COIR_PENDING ? (int)COIR_STATE : future->outcome;
}

/* Wait for it: AWAIT_INTO(self->n, coir_future_wait(&future)). One that has its outcome does not
 * suspend.
 *
 * returns   the value
 * errors    the error it was given; COIR_CANCELLED if it, or you, were cancelled. Cancelling a
 *           task that waits for a future cancels the future; a value that was set before stays
 *           readable
 * context   a task, in AWAIT; any number of them */
COIR_LEAF_FUNCTION_ int coir_future_wait(struct coir_future *future);

/* Have a function called when it has its outcome: on the next turn, in the order of registration
 * with waiters; also if it has one already. As coir_on_done; coir_handle_cancel takes it back. */
int coir_future_on_done(struct coir_future *future, struct coir_handle *handle,
                        int (*callback)(void *argument), void *argument);

COIR_C_END_

#endif
#endif
