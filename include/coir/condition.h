/* condition.h - wait, holding a lock, until somebody says that something has changed.
 *
 * Rung 11. Waiting lets go of the lock and takes it again before it returns, whatever happens. Who is
 * notified and then cancelled passes the notification on. Costs 4 words.
 *
 *     ASYNC_WITH (self->hold, coir_hold, .lock = &pool->lock) {
 *         AWAIT(self->wait, coir_condition_wait_for, .condition = &pool->changed,
 *               .predicate = has_free, .argument = pool);
 *         take(pool);
 *     }
 *     ASYNC_WITH_END
 *
 * Needs: lock.h.   Semantics: asyncio.Condition as of CPython 3.13; only who was notified wakes.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CONDITION_H
#define COIR_CONDITION_H

#include "coir/lock.h"

#if COIR_GRANTS

/* Who waits for a change, and the lock. Its members are private. */
struct coir_condition {
    const struct coir_kind *kind;
    struct coir_lock *lock;
    struct coir_link waiters;
};

COIR_C_BEGIN_

/* Begin with nobody waiting. condition is yours; nobody may wait for it.
 *
 * lock      the lock that goes with it, yours; several conditions may share one
 * context   the loop's thread */
void coir_condition_init(struct coir_condition *condition, struct coir_lock *lock);

/* Wake the first n who wait, or all; each returns when it has the lock again, in order.
 *
 * returns   0
 * errors    COIR_RUNTIME   nobody holds the lock; nothing changed
 * context   who holds the lock */
int coir_condition_notify(struct coir_condition *condition, unsigned n);
int coir_condition_notify_all(struct coir_condition *condition);

COIR_C_END_

/* AWAIT(self->wait, coir_condition_wait, .condition = &condition): until notified.
 *
 * errors    COIR_RUNTIME     nobody holds the lock
 *           COIR_CANCELLED   and you have the lock, as in any case. A request that came while it was
 *                            taken again does not shorten that
 * context   a task that holds the lock */
struct coir_condition_wait {
    COIR_CORO;
    struct coir_condition *condition;
    /* private */
    int error;
    bool notified, held;
};

COIR_ASYNC_DECLARE(coir_condition_wait);

/* AWAIT(self->wait, coir_condition_wait_for, .condition = ..., .predicate = ..., .argument = ...): until
 * notified and predicate(argument) is true; not at all if it is true already. Errors as above. */
struct coir_condition_wait_for {
    COIR_CORO;
    struct coir_condition *condition;
    bool (*predicate)(void *argument);
    void *argument;
    /* private */
    struct coir_condition_wait wait;
};

COIR_ASYNC_DECLARE(coir_condition_wait_for);

#endif
#endif
