/* semaphore.h - let at most so many tasks do something at the same time.
 *
 * Rung 11. A number of permits and a queue for them. First come, first served: a permit that is
 * released while somebody waits is reserved for the first, and nobody can take it meanwhile; if
 * that task is cancelled before it runs, the reservation passes to the next. Costs 5 words (6 on
 * 32-bit).
 *
 *     ASYNC_WITH (self->permit, coir_permit, .semaphore = &connections) {
 *         AWAIT(self->fetch, fetch, .url = self->url);
 *     }
 *     ASYNC_WITH_END
 *
 * Needs: loop.h, with.h.   Semantics: asyncio.Semaphore, BoundedSemaphore.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_SEMAPHORE_H
#define COIR_SEMAPHORE_H

#include "coir/loop.h"
#include "coir/with.h"

#if COIR_GRANTS

/* Permits and who waits for them. Its members are private. */
struct coir_semaphore {
    const struct coir_kind *kind;
    struct coir_link waiters;
    unsigned value;   /* permits that nobody holds */
    unsigned granted; /* of those, reserved for tasks that were woken and have not run yet */
    unsigned bound;   /* the value may not exceed it */
};

COIR_C_BEGIN_

/* Begin with so many permits. semaphore is yours; nobody may wait for it.
 *
 * bound     as many as there may ever be; releasing more is an error. UINT_MAX: no bound
 * returns   0
 * errors    COIR_VALUE   value is above the bound; nothing changed
 * context   the loop's thread */
int coir_semaphore_init(struct coir_semaphore *semaphore, unsigned value, unsigned bound);

/* Take a permit: AWAIT(coir_semaphore_acquire(&s)). Does not suspend if one is free and nobody
 * waits for it.
 *
 * returns   0; the permit is yours until coir_semaphore_release
 * errors    COIR_CANCELLED, and then you hold none
 * context   a task, in AWAIT */
COIR_LEAF_FUNCTION_ int coir_semaphore_acquire(struct coir_semaphore *semaphore);

/* Take a permit if that needs no waiting. errors: COIR_BUSY */
int coir_semaphore_acquire_nowait(struct coir_semaphore *semaphore);

/* Give a permit back, or one more.
 *
 * returns   0
 * errors    COIR_VALUE   that would be more than the bound; nothing changed
 * context   the loop's thread, not only who acquired it */
int coir_semaphore_release(struct coir_semaphore *semaphore);

/* A task with a reservation was cancelled before it ran: to the next with it. */
void coir_semaphore_abandon_(void *semaphore);

/* Would an acquire wait? Also if a permit is free, but reserved, or somebody with a reservation has not
 * run yet. */
static inline bool coir_semaphore_locked(const struct coir_semaphore *semaphore) {
    return semaphore->value == 0 || semaphore->granted > 0;
}

COIR_C_END_

/* ASYNC_WITH (self->permit, coir_permit, .semaphore = &s) { ... } ASYNC_WITH_END: hold a permit
 * during a block. */
struct coir_permit {
    COIR_CORO;
    struct coir_semaphore *semaphore;
    int value;
};

COIR_ASYNC_DECLARE(coir_permit);

#endif
#endif
