/* wait_for.c - wait for a coroutine or a task, but not longer than so long.
 *
 * One timer. SPDX-License-Identifier: MIT
 */
#include "coir/wait_for.h"

#if COIR_JOINS

/* The task has ended, and the next turn tells who waits. For a coroutine this counts the turns that
 * asyncio takes to cancel a task that has not begun. */
static int ended_(void *argument) {
    struct coir_wait_for_nothing_ *self = (struct coir_wait_for_nothing_ *)argument;
    if (!self->task && !self->begun) {
        self->begun = true;
        return coir_call_soon(coir_running_loop(), &self->handle, ended_, self);
    }
    return coir_future_set(&self->over, 0);
}

static int stop_(struct coir_wait_for_nothing_ *self) {
    int refused;
    coir_future_init(&self->over, coir_running_loop());
    if (!self->task)
        return coir_call_soon(coir_running_loop(), &self->handle, ended_, self);
    refused = coir_on_done(self->task, &self->handle, ended_, self);
    coir_cancel(self->task);
    return refused;
}

/* No time at all: an outcome that is there counts, anything else is stopped, and waited for. Who is
 * cancelled meanwhile does not disturb it any more: it has been asked. */
COIR_ASYNC(coir_wait_for_nothing_) {
    if (!self->task || !coir_done(self->task)) {
        self->stopped = true;
        COIR_TRY {
            COIR_AWAIT(stop_(self));
            COIR_AWAIT(coir_future_wait(&self->over));
        }
        COIR_FINALLY {
            coir_handle_cancel(&self->handle);
        }
        COIR_TRY_END
    }
    if (!self->task || (self->stopped && coir_cancelled(self->task)))
        COIR_RAISE(COIR_TIMEOUT);
    COIR_AWAIT(coir_join(self->task));
}
COIR_ASYNC_END

COIR_ASYNC(coir_wait_for) {
    if (self->delay <= 0) {
        COIR_AWAIT(self->nothing, coir_wait_for_nothing_, .task = self->task);
        COIR_RETURN();
    }
    COIR_ASYNC_WITH(self->timeout, coir_timeout, .delay = self->delay) {
        if (self->task)
            COIR_AWAIT(coir_join(self->task));
        else
            COIR_AWAIT_CALL(self->call);
    }
    COIR_ASYNC_WITH_END
}
COIR_ASYNC_END

#endif
