/* lock.h - let one task at a time do something.
 *
 * Rung 11. A semaphore with one permit: first come, first served, no overtaking. A lock belongs to
 * no task in particular; a task that acquires it twice waits for itself. Costs 5 words (6
 * on 32-bit).
 *
 *     ASYNC_WITH (self->hold, coir_hold, .lock = &self->lock) {
 *         ...
 *     }
 *     ASYNC_WITH_END
 *
 * Needs: semaphore.h.   Semantics: asyncio.Lock.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LOCK_H
#define COIR_LOCK_H

#include "coir/semaphore.h"

#if COIR_GRANTS

/* A lock. Its member is private. */
struct coir_lock {
    struct coir_semaphore permit;
};

COIR_C_BEGIN_

/* Begin free. lock is yours; nobody may wait for it. Context: the loop's thread. */
void coir_lock_init(struct coir_lock *lock);

/* Take it: AWAIT(coir_lock_acquire(&lock)). Does not suspend if it is free and nobody waits.
 *
 * returns   0; it is yours until coir_lock_release
 * errors    COIR_CANCELLED, and then you do not hold it
 * context   a task, in AWAIT */
COIR_LEAF_FUNCTION_ static inline int coir_lock_acquire(struct coir_lock *lock) {
    return coir_semaphore_acquire(&lock->permit);
}

/* Take it if that needs no waiting. errors: COIR_BUSY */
static inline int coir_lock_acquire_nowait(struct coir_lock *lock) {
    return coir_semaphore_acquire_nowait(&lock->permit);
}

/* Give it back; the first who waits gets it.
 *
 * returns   0
 * errors    COIR_RUNTIME   nobody holds it; nothing changed
 * context   the loop's thread */
int coir_lock_release(struct coir_lock *lock);

/* Does somebody hold it? Between a release and the run of who gets it, nobody does. */
static inline bool coir_lock_locked(const struct coir_lock *lock) {
    return lock->permit.value == 0;
}

COIR_C_END_

/* ASYNC_WITH (self->hold, coir_hold, .lock = &lock) { ... } ASYNC_WITH_END: hold it for a block. */
struct coir_hold {
    COIR_CORO;
    struct coir_lock *lock;
    int value;
};

COIR_ASYNC_DECLARE(coir_hold);

#endif
#endif
