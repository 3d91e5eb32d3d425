/* condition.c - wait, holding a lock, until somebody says that something has changed.
 *
 * A notification is a grant: it is taken by the task when it runs, or passed on.
 * SPDX-License-Identifier: MIT
 */
#include "coir/condition.h"
#include "loop_.h"

#if COIR_GRANTS

static void notify_(struct coir_condition *condition, unsigned n) {
    while (n-- && !coir_list_empty(&condition->waiters))
        coir_grant_(coir_first(&condition->waiters));
}

static void abandon_(void *object) {
    notify_((struct coir_condition *)object, 1);
}

static const struct coir_kind kind_ = {COIR_WHAT_("a condition"), NULL, abandon_};

void coir_condition_init(struct coir_condition *condition, struct coir_lock *lock) {
    condition->kind = &kind_;
    condition->lock = lock;
    coir_list_init(&condition->waiters);
}

int coir_condition_notify(struct coir_condition *condition, unsigned n) {
    if (!coir_lock_locked(condition->lock))
        return COIR_RUNTIME;
    notify_(condition, n);
    return 0;
}

int coir_condition_notify_all(struct coir_condition *condition) {
    return coir_condition_notify(condition, (unsigned)-1);
}

static int wait_(struct coir_condition *condition) {
    return coir_take_grant_(condition) ? 0 : coir_park(&condition->waiters, condition);
}

/* The lock is held again. What leaves is the last error; a notification that was not used up goes to
 * the next. */
static int leave_(struct coir_condition_wait *self) {
    if (self->error && self->notified)
        notify_(self->condition, 1);
    return self->error;
}

COIR_ASYNC(coir_condition_wait) {
    COIR_CHECK_(self->condition->lock, "a condition that was not initialised");
    COIR_AWAIT(coir_lock_release(self->condition->lock));
    COIR_TRY {
        COIR_AWAIT(wait_(self->condition));
        self->notified = true;
    }
    COIR_CATCH(COIR_ANY) {
        self->error = COIR_CAUGHT;
    }
    COIR_TRY_END
    while (!self->held) {
        COIR_TRY {
            COIR_AWAIT(coir_lock_acquire(self->condition->lock));
            self->held = true;
        }
        COIR_CATCH(COIR_ANY) {
            self->error = COIR_CAUGHT;
        }
        COIR_TRY_END
    }
    COIR_AWAIT(leave_(self));
}
COIR_ASYNC_END

COIR_ASYNC(coir_condition_wait_for) {
    while (!self->predicate(self->argument))
        COIR_AWAIT(self->wait, coir_condition_wait, .condition = self->condition);
}
COIR_ASYNC_END

#endif
