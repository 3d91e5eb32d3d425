/* merge.c - the items of several async generators, in the order of their arrival.
 *
 * A task per source, which parks in the list of arrivals while its item is used: two turns per item.
 * SPDX-License-Identifier: MIT
 */
#include "coir/itertools.h"
#include "loop_.h"
#include "source_.h"

#if COIR_JOINS

static void wake_(struct coir_merge *self) {
    if (!coir_list_empty(&self->waiters))
        coir_wake(coir_first(&self->waiters), 0);
}

/* Run one source: hand over each item, and wait until it was used. A source that goes on after it
 * was asked to stop is closed all the same. */
COIR_ASYNC(coir_pull_) {
    COIR_TRY {
        for (;;) {
            COIR_SOURCE_NEXT_(self->source);
            if (coir_source_ended_(self->source) || self->merge->stopping)
                break;
            wake_(self->merge);
            COIR_AWAIT(coir_park(&self->merge->arrived, NULL));
        }
    }
    COIR_FINALLY {
        COIR_SOURCE_CLOSE_(self->source);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* Who awaits a step was cancelled: raise that, unless the sources are stopping, which takes the time
 * it takes. */
static bool cancel_(void *object) {
    return ((struct coir_merge *)(void *)((char *)object - offsetof(struct coir_merge, kind)))
        ->stopping;
}

static const struct coir_kind kind_ = {COIR_WHAT_("the sources of a merge"), cancel_, NULL};

static struct coir_arm *arm_of_(struct coir_task *task) {
    return (struct coir_arm *)(void *)((char *)task - offsetof(struct coir_arm, pull.task));
}

/* The first failure: what has arrived by now goes before it. */
static void failed_(struct coir_merge *self, int error) {
    const struct coir_link *link;
    if (self->error)
        return;
    self->error = error;
    for (link = self->arrived.next; link != &self->arrived; link = link->next)
        self->before++;
}

static int arm_done_(void *argument) {
    struct coir_arm *arm = (struct coir_arm *)argument;
    struct coir_merge *self = arm->pull.frame.merge;
    int outcome = coir_outcome(&arm->pull.task);
    self->running--;
    if (outcome < 0 && !self->stopping)
        failed_(self, outcome);
    else if (outcome < 0 && outcome != COIR_CANCELLED)
        self->error = coir_worse_(self->error, outcome);
    if (!self->stopping || self->running == 0)
        wake_(self);
    return 0;
}

static void begin_(struct coir_merge *self) {
    self->kind = &kind_;
    coir_list_init(&self->waiters);
    coir_list_init(&self->arrived);
    for (; self->running < self->count; self->running++) {
        struct coir_arm *arm = &self->arms[self->running];
        memset(&arm->pull.task, 0, sizeof arm->pull.task);
        memset(&arm->handle, 0, sizeof arm->handle);
        COIR_START(coir_running_loop(), arm->pull, coir_pull_, .source = &arm->source,
                   .merge = self);
        coir_on_done(&arm->pull.task, &arm->handle, arm_done_, arm);
    }
}

static bool goes_on_(const struct coir_merge *self) {
    return self->error ? self->before > 0 : self->running > 0;
}

static int arrival_(struct coir_merge *self) {
    bool waits = coir_list_empty(&self->arrived) && goes_on_(self);
    return waits ? coir_park(&self->waiters, &self->kind) : 0;
}

/* The item that arrived first; false if it was an end that woke us. */
static bool take_(struct coir_merge *self) {
    struct coir_arm *arm;
    self->used = coir_first(&self->arrived);
    if (!self->used)
        return false;
    arm = arm_of_(self->used);
    self->which = (size_t)(arm - self->arms);
    self->size = arm->source.size;
    self->value = coir_source_item_(&arm->source);
    return true;
}

/* The item was used. Unless somebody else has cancelled its task meanwhile: then that waits for
 * something of its own. */
static void let_go_(struct coir_merge *self) {
    if (coir_first(&self->arrived) != self->used)
        return;
    if (self->error)
        self->before--;
    coir_wake(self->used, 0);
}

static void stop_(struct coir_merge *self) {
    self->stopping = true;
    for (size_t i = 0; i < self->count; i++)
        coir_cancel(&self->arms[i].pull.task);
}

COIR_ASYNC(coir_merge) {
    begin_(self);
    COIR_TRY {
        while (goes_on_(self)) {
            COIR_AWAIT(arrival_(self));
            if (!take_(self))
                continue;
            COIR_YIELD(self->value);
            let_go_(self);
        }
        if (self->error)
            COIR_RAISE(self->error);
    }
    COIR_FINALLY {
        stop_(self);
        COIR_TRY {
            if (self->running)
                COIR_AWAIT(coir_park(&self->waiters, &self->kind));
        }
        COIR_CATCH(COIR_ANY) {
            self->error = coir_worse_(self->error, COIR_CAUGHT);
        }
        COIR_TRY_END
        for (self->i = 0; self->i < self->count; self->i++) {
            COIR_TRY {
                COIR_SOURCE_CLOSE_(&self->arms[self->i].source);
            }
            COIR_CATCH(COIR_ANY) {
                self->error = coir_worse_(self->error, COIR_CAUGHT);
            }
            COIR_TRY_END
        }
        if (self->error)
            COIR_RAISE(self->error);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
