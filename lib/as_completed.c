/* as_completed.c - take tasks one by one, in the order in which they are done.
 *
 * One callback per task; those that are done queue by their handles, which are free then.
 * SPDX-License-Identifier: MIT
 */
#include "coir/as_completed.h"
#include "loop_.h"

#if COIR_JOINS

static const struct coir_kind kind_ = {COIR_WHAT_("the next of several tasks"), NULL, NULL};

static int child_done_(void *argument) {
    struct coir_watch *watch = (struct coir_watch *)argument;
    struct coir_as_completed *self = (struct coir_as_completed *)watch->owner;
    coir_link_before(&self->done, &watch->handle.entry.link);
    coir_wake_all_(&self->waiters, COIR_PENDING);
    return 0;
}

static int expire_(void *argument) {
    struct coir_as_completed *self = (struct coir_as_completed *)argument;
    self->late = true;
    coir_watch_end_(self->watch, self->count);
    coir_wake_all_(&self->waiters, COIR_PENDING);
    return 0;
}

/* The next one that is done. */
static int take_(struct coir_as_completed *self) {
    struct coir_link *link = self->done.next;
    if (link == &self->done)
        return self->late ? (int)COIR_TIMEOUT : coir_park(&self->waiters, &self->kind);
    coir_unlink(link);
    self->watched = (struct coir_watch *)(void *)((char *)link -
                                                  offsetof(struct coir_watch, handle.entry.link));
    return 0;
}

COIR_ASYNC(coir_as_completed) {
    self->kind = &kind_;
    coir_list_init(&self->waiters);
    coir_list_init(&self->done);
    if (self->timeout)
        coir_call_later(coir_running_, &self->timer, self->timeout, expire_, self);
    COIR_TRY {
        COIR_AWAIT(coir_watch_begin_(self->watch, self->count, self, child_done_));
        for (self->left = self->count; self->left; self->left--) {
            COIR_AWAIT(take_(self));
            COIR_YIELD(self->watched->task);
        }
    }
    COIR_FINALLY {
        coir_handle_cancel(&self->timer);
        coir_watch_end_(self->watch, self->count);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
