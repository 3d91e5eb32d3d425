/* limit.c - run many coroutines, at most so many at a time.
 *
 * A done callback per call, which begins the next one in the same task.
 * SPDX-License-Identifier: MIT
 */
#include "coir/limit.h"
#include "loop_.h"

#if COIR_JOINS

/* Begin no more, and ask those that run to stop: once, their cleanup is not hurried. */
static void stop_(struct coir_limit *self, int error) {
    if (self->error)
        return;
    self->error = error;
    for (unsigned i = 0; i < self->at_most && i < self->begun; i++)
        coir_cancel(&self->workers[i].task);
}

/* An error that will not be raised is told to somebody. (An object of its own: see error.c.) */
static const char call_failed_[] = "A call failed, and another outcome is raised";
static void unread_(const struct coir_limit *self, int error) {
    if (!self->outcomes && error != COIR_CANCELLED)
        coir_loop_error_(COIR_LOOP_OF_(self->owner), call_failed_, error);
}

/* Who waits was cancelled: the outcome comes when all that run have ended. A cancellation is not
 * forgotten for an error that came before it. */
static bool cancel_(void *object) {
    struct coir_limit *self =
        (struct coir_limit *)(void *)((char *)object - offsetof(struct coir_limit, kind));
    if (self->error)
        unread_(self, self->error);
    stop_(self, COIR_CANCELLED);
    self->error = COIR_CANCELLED;
    return true;
}

static const struct coir_kind kind_ = {COIR_WHAT_("calls that run"), cancel_, NULL};

static void note_outcome_(struct coir_limit *self, const struct coir_worker *worker, int outcome) {
    if (self->outcomes)
        self->outcomes[worker->call] = outcome;
    if (outcome < 0 && self->error)
        unread_(self, outcome);
    else if (outcome < 0 && !self->return_errors) {
        coir_hand_detail_(self->owner, &worker->task);
        stop_(self, outcome);
    }
}

static int call_done_(void *argument);

static void begin_next_(struct coir_worker *worker) {
    struct coir_limit *self = worker->owner;
    worker->call = self->begun;
    self->begun++;
    self->running++;
    COIR_CHECK_(self->calls[worker->call]->line == 0, "a call that has begun already");
    coir_start(&coir_running_loop()->scope, &worker->task, self->calls[worker->call]);
    coir_on_done(&worker->task, &worker->handle, call_done_, worker);
}

static int call_done_(void *argument) {
    struct coir_worker *worker = (struct coir_worker *)argument;
    struct coir_limit *self = worker->owner;
    self->running--;
    note_outcome_(self, worker, coir_outcome(&worker->task));
    if (!self->error && self->begun < self->count)
        begin_next_(worker);
    else if (self->running == 0 && !coir_list_empty(&self->waiters))
        coir_wake(coir_first(&self->waiters), self->error);
    return 0;
}

static int begin_(struct coir_limit *self) {
    unsigned i;
    self->kind = &kind_;
    self->owner = coir_current();
    coir_list_init(&self->waiters);
    if (self->at_most == 0)
        return COIR_VALUE;
    for (i = 0; self->outcomes && i < self->count; i++)
        self->outcomes[i] = COIR_STATE;
    for (i = 0; i < self->at_most && i < self->count; i++) {
        memset(&self->workers[i], 0, sizeof self->workers[i]);
        self->workers[i].owner = self;
        begin_next_(&self->workers[i]);
    }
    return 0;
}

COIR_ASYNC(coir_limit) {
    COIR_AWAIT(begin_(self));
    if (self->running)
        COIR_AWAIT(coir_park(&self->waiters, &self->kind));
}
COIR_ASYNC_END

#endif
