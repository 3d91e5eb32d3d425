/* first.c - keep the first result of several tasks, and cancel the rest.
 *
 * One callback per task, one request to each loser, and one park.
 * SPDX-License-Identifier: MIT
 */
#include "coir/first.h"
#include "loop_.h"

#if COIR_JOINS

/* Who waits was cancelled. The outcome comes when all have ended. If there is a winner, the others
 * have been asked, and their cleanup is not hurried; nor is it by a second request. */
static bool cancel_(void *object) {
    struct coir_first_cancel_rest *self =
        (struct coir_first_cancel_rest *)(void *)((char *)object -
                                                  offsetof(struct coir_first_cancel_rest, kind));
    bool ask = !self->won && !self->cancelled;
    self->cancelled = true; /* first, or a task that waits for us would ask again */
    if (ask)
        coir_watch_cancel_all_(self->watch, self->count);
    return true;
}

static const struct coir_kind kind_ = {COIR_WHAT_("the first of several tasks"), cancel_, NULL};

static int outcome_(const struct coir_first_cancel_rest *self) {
    if (self->cancelled)
        return COIR_CANCELLED;
    return self->won ? 0 : self->error;
}

/* An object of its own: see error.c. */
static const char loser_failed_[] = "A loser failed when it was cancelled";

static void failed_(struct coir_first_cancel_rest *self, const struct coir_watch *watch,
                    int error) {
    self->failures++;
    self->error = error;
    if (watch->task)
        coir_hand_detail_(self->owner, watch->task);
    if ((self->won || self->cancelled) && error != COIR_CANCELLED)
        coir_loop_error_(COIR_LOOP_OF_(self->owner), loser_failed_, error);
}

static int child_done_(void *argument) {
    struct coir_watch *watch = (struct coir_watch *)argument;
    struct coir_first_cancel_rest *self = (struct coir_first_cancel_rest *)watch->owner;
    int outcome = coir_watch_outcome(watch);
    self->left--;
    if (outcome < 0)
        failed_(self, watch, outcome);
    else if (!self->won) {
        self->won = true;
        self->winner = (unsigned)(watch - self->watch);
        if (!self->cancelled)
            coir_watch_cancel_all_(self->watch, self->count);
    }
    if (self->left == 0 && !coir_list_empty(&self->waiters))
        coir_wake(coir_first(&self->waiters), outcome_(self));
    return 0;
}

/* Refuse what cannot be waited for before anything was touched. */
static int watch_(struct coir_first_cancel_rest *self) {
    if (self->count == 0)
        return COIR_VALUE;
    for (unsigned i = 0; i < self->count; i++)
        if (self->watch[i].task == self->owner)
            return COIR_RUNTIME;
    return coir_watch_begin_(self->watch, self->count, self, child_done_);
}

COIR_ASYNC(coir_first_cancel_rest) {
    self->kind = &kind_;
    self->owner = coir_current();
    self->left = self->count;
    coir_list_init(&self->waiters);
    COIR_AWAIT(watch_(self));
    COIR_AWAIT(coir_park(&self->waiters, &self->kind));
}
COIR_ASYNC_END

#endif
