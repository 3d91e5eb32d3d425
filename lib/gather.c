/* gather.c - wait until all of several tasks are done.
 *
 * One callback per task; the wait itself is one park.
 * SPDX-License-Identifier: MIT
 */
#include "coir/gather.h"
#include "loop_.h"

#if COIR_JOINS

/* Who gathers was cancelled: ask every task that is not done, and the outcome comes from there; unless
 * the question comes back to us, because they wait for us in turn. If all are done, and we are about to
 * be told, that becomes the cancellation. */
static bool cancel_(void *object) {
    struct coir_gather *self =
        (struct coir_gather *)(void *)((char *)object - offsetof(struct coir_gather, kind));
    bool asked;
    if (self->asking)
        return false;
    self->asking = true;
    asked = coir_watch_cancel_all_(self->watch, self->count);
    self->asking = false;
    if (asked)
        self->cancelled = true;
    else
        self->owner->entry.flags |= COIR_MUST_CANCEL_;
    return true;
}

static const struct coir_kind kind_ = {COIR_WHAT_("several tasks"), cancel_, NULL};

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
    int outcome = coir_watch_outcome(watch);
    self->left--;
    if (outcome < 0 && !self->return_errors)
        settle_(self, outcome, watch->task);
    else if (self->left == 0)
        settle_(self, self->cancelled ? (int)COIR_CANCELLED : 0, NULL);
    return 0;
}

/* What is done already is counted now, so that nothing is waited for if that is all. */
static int begin_(struct coir_gather *self) {
    int error = coir_watch_begin_(self->watch, self->count, self, child_done_);
    for (unsigned i = 0; i < self->count && error == 0; i++)
        if (coir_watch_done(&self->watch[i])) {
            coir_handle_cancel(&self->watch[i].handle);
            child_done_(&self->watch[i]);
        }
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
        COIR_AWAIT(begin_(self));
        COIR_AWAIT(wait_(self));
    }
    COIR_FINALLY {
        coir_watch_end_(self->watch, self->count);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
