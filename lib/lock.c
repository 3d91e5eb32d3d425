/* lock.c - let one task at a time do something.
 *
 * A semaphore with a name and an error of its own.
 * SPDX-License-Identifier: MIT
 */
#include "coir/lock.h"

#if COIR_GRANTS

static const struct coir_kind kind_ = {COIR_WHAT_("a lock"), NULL, coir_semaphore_abandon_};

void coir_lock_init(struct coir_lock *lock) {
    coir_semaphore_init(&lock->permit, 1, 1);
    lock->permit.kind = &kind_;
}

int coir_lock_release(struct coir_lock *lock) {
    return coir_semaphore_release(&lock->permit) < 0 ? (int)COIR_RUNTIME : 0;
}

COIR_ASYNC(coir_hold) {
    COIR_AWAIT(coir_lock_acquire(self->lock));
    COIR_TRY {
        COIR_YIELD(0);
    }
    COIR_FINALLY {
        COIR_AWAIT(coir_lock_release(self->lock));
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
