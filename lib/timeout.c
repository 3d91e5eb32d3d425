/* timeout.c - give a block a deadline.
 *
 * One timer, and one cancellation at the deadline.
 * SPDX-License-Identifier: MIT
 */
#include "coir/timeout.h"
#include "loop_.h"

#if COIR_CALLBACKS

/* The deadline. A task that is being cancelled already is not asked again: its cleanup goes on
 * undisturbed. */
static int expire_(void *argument) {
    struct coir_timeout *self = (struct coir_timeout *)argument;
    self->expired = true;
    if (coir_cancelling(self->task) <= self->cancelling)
        self->asked = coir_cancel(self->task);
    return 0;
}

static void arm_(struct coir_timeout *self) {
    struct coir_loop *loop = COIR_LOOP_OF_(self->task);
    coir_handle_cancel(&self->handle);
    if (self->until == COIR_FOREVER)
        return;
    if (coir_is_before_(loop->now, self->until))
        coir_call_at(loop, &self->handle, self->until, expire_, self);
    else
        coir_call_soon(loop, &self->handle, expire_, self);
}

int coir_timeout_reschedule(struct coir_timeout *timeout, coir_time until) {
    if (timeout->expired || timeout->left || !timeout->task)
        return COIR_RUNTIME;
    timeout->until = until;
    arm_(timeout);
    return 0;
}

/* The block is over, with this error or 0. Returns whether this timeout, and nobody else, cancelled
 * it. */
static bool leave_(struct coir_timeout *self, int error) {
    bool delivered = !(self->task->entry.flags & COIR_MUST_CANCEL_);
    coir_handle_cancel(&self->handle);
    self->left = true;
    self->raised = self->asked && coir_uncancel(self->task) <= self->cancelling && delivered &&
                   (error == 0 || error == COIR_CANCELLED);
    return self->raised;
}

/* The requests that the block may end with and still be timed out: not one that is yet to be
 * raised in it, which is older than the deadline and stays a cancellation. */
static int requests_(const struct coir_task *task) {
    bool pending = task->entry.flags & COIR_MUST_CANCEL_;
    return coir_cancelling(task) - (pending ? 1 : 0);
}

COIR_ASYNC(coir_timeout) {
    self->task = coir_current();
    self->cancelling = requests_(self->task);
    if (!self->absolute)
        self->until =
            self->delay == COIR_FOREVER ? COIR_FOREVER : coir_time_after_(coir_now(), self->delay);
    arm_(self);
    COIR_TRY {
        COIR_YIELD(0);
        if (leave_(self, 0))
            COIR_RAISE(COIR_TIMEOUT);
    }
    COIR_CATCH(COIR_ANY) {
        if (!self->left && leave_(self, COIR_CAUGHT))
            COIR_RAISE(COIR_TIMEOUT);
        COIR_RAISE(COIR_CAUGHT);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_move_on_after) {
    self->value = 0;
    COIR_TRY {
        COIR_ASYNC_WITH(self->timeout, coir_timeout, .delay = self->delay, .until = self->until,
                        .absolute = self->absolute) {
            COIR_YIELD(0);
        }
        COIR_ASYNC_WITH_END
    }
    COIR_CATCH(COIR_TIMEOUT) {
        if (!self->timeout.raised)
            COIR_RAISE(COIR_CAUGHT);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
