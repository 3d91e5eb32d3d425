/* gather.c - wait until all of several tasks are done.
 *
 * One callback per task; the wait itself is one park.
 * SPDX-License-Identifier: MIT
 */
#include "coir/gather.h"
#include "loop_.h"

#if COIR_CANCEL

/* Who gathers was cancelled: ask every task that is not done. If there is one, the outcome comes
 * from there. */
static bool cancel_(void *object) {
    struct coir_gather *self =
        (struct coir_gather *)(void *)((char *)object - offsetof(struct coir_gather, kind));
    bool asked = false;
    unsigned i;
    for (i = 0; i < self->count; i++)
        if (coir_cancel(self->watch[i].task))
            asked = true;
    if (asked)
        self->cancelled = true;
    return asked;
}

static const struct coir_kind kind_ = {"several tasks", cancel_, NULL};

/* It is over; because of `task`, or NULL. */
static void settle_(struct coir_gather *self, int outcome, const struct coir_task *task) {
    if (self->outcome != COIR_PENDING)
        return;
    self->outcome = outcome;
    if (task)
        coir_hand_detail_(self->owner, task);
    coir_wake_all_(&self->waiters, outcome);
}

static int child_done_(void *argument) {
    struct coir_watch *watch = (struct coir_watch *)argument;
    struct coir_gather *self = (struct coir_gather *)watch->owner;
    int outcome = coir_outcome(watch->task);
    self->left--;
    if (outcome < 0 && !self->return_errors)
        settle_(self, outcome, watch->task);
    else if (self->left == 0)
        settle_(self, self->cancelled ? (int)COIR_CANCELLED : 0, NULL);
    return 0;
}

/* Watch every task; one that was never started cannot be waited for. */
static int watch_(struct coir_gather *self) {
    unsigned i;
    int error = 0;
    for (i = 0; i < self->count && error == 0; i++) {
        struct coir_watch *watch = &self->watch[i];
        memset(&watch->handle, 0, sizeof watch->handle);
        watch->owner = self;
        error = coir_on_done(watch->task, &watch->handle, child_done_, watch);
    }
    if (error)
        self->count = i - 1;
    return error;
}

static int wait_(struct coir_gather *self) {
    return self->outcome != COIR_PENDING ? self->outcome : coir_park(&self->waiters, &self->kind);
}

COIR_ASYNC(coir_gather) {
    self->kind = &kind_;
    self->owner = coir_current();
    self->left = self->count;
    self->outcome = self->count ? (int)COIR_PENDING : 0;
    coir_list_init(&self->waiters);
    COIR_TRY {
        COIR_AWAIT(watch_(self));
        COIR_AWAIT(wait_(self));
    }
    COIR_FINALLY {
        for (unsigned i = 0; i < self->count; i++)
            coir_handle_cancel(&self->watch[i].handle);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
