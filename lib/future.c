/* future.c - an outcome that is not there yet, and those who wait for it.
 *
 * Waiting and setting are constant time per waiter.
 * SPDX-License-Identifier: MIT
 */
#include "coir/future.h"
#include "loop_.h"

#if COIR_JOINS

/* A task that waits for a future was cancelled: so is the future, and that wakes the task. */
static bool cancel_(void *object) {
    return coir_future_cancel((struct coir_future *)object);
}

static const struct coir_kind kind_ = {COIR_WHAT_("a future"), cancel_, NULL};

void coir_future_init(struct coir_future *future, struct coir_loop *loop) {
    future->kind = &kind_;
    future->loop = loop;
    future->outcome = COIR_PENDING;
    coir_list_init(&future->waiters);
}

int coir_future_set(struct coir_future *future, int outcome) {
    if (future->outcome != COIR_PENDING || outcome == COIR_PENDING)
        return COIR_STATE;
    future->outcome = outcome;
    coir_tell_(future->loop, &future->waiters, outcome, NULL);
    return 0;
}

bool coir_future_cancel(struct coir_future *future) {
    return coir_future_set(future, COIR_CANCELLED) == 0;
}

int coir_future_wait(struct coir_future *future) {
    return coir_future_done(future) ? future->outcome : coir_park(&future->waiters, future);
}

int coir_future_on_done(struct coir_future *future, struct coir_handle *handle,
                        int (*callback)(void *argument), void *argument) {
    return coir_register_(future->loop, coir_future_done(future) ? NULL : &future->waiters, handle,
                          callback, argument);
}

#endif
