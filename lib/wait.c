/* wait.c - wait until some or all of several tasks are done, and see which.
 *
 * One callback per task, and a timer if there is a timeout.
 * SPDX-License-Identifier: MIT
 */
#include "coir/wait.h"
#include "loop_.h"

#if COIR_JOINS

static int finish_(void *argument) {
    coir_future_set((struct coir_future *)argument, 0);
    return 0;
}

static bool is_exception_(const struct coir_watch *watch) {
    int outcome = coir_watch_outcome(watch);
    return outcome < 0 && outcome != COIR_CANCELLED;
}

static int child_done_(void *argument) {
    struct coir_watch *watch = (struct coir_watch *)argument;
    struct coir_wait *self = (struct coir_wait *)watch->owner;
    if (--self->left == 0 || self->when == COIR_FIRST_COMPLETED ||
        (self->when == COIR_FIRST_EXCEPTION && is_exception_(watch)))
        finish_(&self->over);
    return 0;
}

static void look_(struct coir_wait *self) {
    for (unsigned i = 0; i < self->count; i++) {
        self->watch[i].done = coir_watch_done(&self->watch[i]);
        self->done += self->watch[i].done;
    }
}

COIR_ASYNC(coir_wait) {
    if (!self->count)
        COIR_RAISE(COIR_VALUE);
    self->left = self->count;
    coir_future_init(&self->over, coir_running_);
    if (self->timeout)
        coir_call_later(coir_running_, &self->timer, self->timeout, finish_, &self->over);
    COIR_TRY {
        COIR_AWAIT(coir_watch_begin_(self->watch, self->count, self, child_done_));
        COIR_AWAIT(coir_future_wait(&self->over));
    }
    COIR_FINALLY {
        coir_handle_cancel(&self->timer);
        coir_watch_end_(self->watch, self->count);
    }
    COIR_TRY_END
    look_(self);
}
COIR_ASYNC_END

#endif
