/* barrier.c - let tasks wait for each other until so many have come.
 *
 * One wake-up each. SPDX-License-Identifier: MIT
 */
#include "coir/barrier.h"
#include "loop_.h"

#if COIR_GRANTS

static const struct coir_kind kind_ = {COIR_WHAT_("the others at a barrier"), NULL, NULL};

int coir_barrier_init(struct coir_barrier *barrier, unsigned parties) {
    if (!parties)
        return COIR_VALUE;
    memset(barrier, 0, sizeof *barrier);
    barrier->kind = &kind_;
    barrier->parties = parties;
    coir_list_init(&barrier->waiters);
    coir_list_init(&barrier->next);
    return 0;
}

/* A new state; who waits hears of it, those of the next round look for themselves. */
static void change_(struct coir_barrier *barrier, enum coir_barrier_state state, int word) {
    barrier->state = state;
    coir_wake_all_(&barrier->waiters, word);
    if (state == COIR_FILLING || state == COIR_IS_BROKEN)
        coir_wake_all_(&barrier->next, COIR_PENDING);
}

void coir_barrier_reset(struct coir_barrier *barrier) {
    change_(barrier, barrier->count ? COIR_RESETTING : COIR_FILLING, COIR_BROKEN);
}

void coir_barrier_abort(struct coir_barrier *barrier) {
    change_(barrier, COIR_IS_BROKEN, COIR_BROKEN);
}

static int enter_(struct coir_barrier *barrier) {
    COIR_CHECK_(barrier->parties, "a barrier that was not initialised");
    if (barrier->state == COIR_IS_BROKEN)
        return COIR_BROKEN;
    if (barrier->state != COIR_FILLING)
        return coir_park(&barrier->next, barrier);
    return (int)barrier->count++;
}

static int wait_(struct coir_barrier *barrier, int place) {
    if ((unsigned)place + 1 < barrier->parties)
        return coir_park(&barrier->waiters, barrier);
    change_(barrier, COIR_DRAINING, 0);
    return 0;
}

/* Let go, but until everybody has left an abort or a reset still breaks the round. */
static int pass_(const struct coir_barrier *barrier) {
    return barrier->state == COIR_DRAINING ? 0 : COIR_BROKEN;
}

static void leave_(struct coir_barrier *barrier) {
    if (--barrier->count == 0 && barrier->state != COIR_IS_BROKEN)
        change_(barrier, COIR_FILLING, 0);
}

COIR_ASYNC(coir_barrier_wait) {
    COIR_AWAIT_INTO(self->result, enter_(self->barrier));
    COIR_TRY {
        COIR_AWAIT(wait_(self->barrier, self->result));
        COIR_AWAIT(pass_(self->barrier));
    }
    COIR_FINALLY {
        leave_(self->barrier);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
