/* semaphore.c - let at most so many tasks do something at the same time.
 *
 * Everything is constant time; a permit wakes one task.
 * SPDX-License-Identifier: MIT
 */
#include "coir/semaphore.h"
#include "loop_.h"

#if COIR_GRANTS

/* Reserve a free permit for the first who waits. Returns false if there is no such, or none free. */
static bool grant_(struct coir_semaphore *semaphore) {
    if (semaphore->value <= semaphore->granted || coir_list_empty(&semaphore->waiters))
        return false;
    semaphore->granted++;
    coir_grant_(coir_first(&semaphore->waiters));
    return true;
}

/* A reservation was used or given back. Who came meanwhile waited behind it even if there was a permit
 * to spare, so that nobody overtakes: now they get those. */
static void settle_(struct coir_semaphore *semaphore) {
    semaphore->granted--;
    while (grant_(semaphore)) {
    }
}

void coir_semaphore_abandon_(void *object) {
    settle_((struct coir_semaphore *)object);
}

static const struct coir_kind kind_ = {COIR_WHAT_("a permit"), NULL, coir_semaphore_abandon_};

int coir_semaphore_init(struct coir_semaphore *semaphore, unsigned value, unsigned bound) {
    if (value > bound)
        return COIR_VALUE;
    semaphore->kind = &kind_;
    semaphore->value = value;
    semaphore->granted = 0;
    semaphore->bound = bound;
    coir_list_init(&semaphore->waiters);
    return 0;
}

int coir_semaphore_acquire_nowait(struct coir_semaphore *semaphore) {
    if (coir_semaphore_locked(semaphore))
        return COIR_BUSY;
    semaphore->value--;
    return 0;
}

int coir_semaphore_acquire(struct coir_semaphore *semaphore) {
    if (coir_take_grant_(semaphore)) {
        semaphore->value--;
        settle_(semaphore);
        return 0;
    }
    if (coir_semaphore_acquire_nowait(semaphore) == 0)
        return 0;
    return coir_park_(&semaphore->waiters, semaphore);
}

int coir_semaphore_release(struct coir_semaphore *semaphore) {
    if (semaphore->value >= semaphore->bound)
        return COIR_VALUE;
    semaphore->value++;
    grant_(semaphore);
    return 0;
}

COIR_ASYNC(coir_permit) {
    COIR_AWAIT(coir_semaphore_acquire(self->semaphore));
    COIR_TRY {
        COIR_YIELD(0);
    }
    COIR_FINALLY {
        COIR_AWAIT(coir_semaphore_release(self->semaphore));
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
