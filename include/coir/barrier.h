/* barrier.h - let tasks wait for each other until so many have come.
 *
 * Rung 11. The last to come lets all go; who comes while they leave waits for the next round. Costs 7
 * words (8 on 32-bit).
 *
 *     coir_barrier_init(&ready, 3);
 *     AWAIT(self->wait, coir_barrier_wait, .barrier = &ready);
 *
 * Needs: loop.h.   Semantics: asyncio.Barrier: who is cancelled while he waits just leaves, the others
 * wait on. SPDX-License-Identifier: MIT
 */
#ifndef COIR_BARRIER_H
#define COIR_BARRIER_H

#include "coir/loop.h"

#if COIR_GRANTS

/* What a barrier is doing. Private. */
enum coir_barrier_state {
    COIR_FILLING,   /* they come                                         */
    COIR_DRAINING,  /* all have come, and leave                          */
    COIR_RESETTING, /* a reset found some, who leave with COIR_BROKEN    */
    COIR_IS_BROKEN  /* aborted: everybody gets COIR_BROKEN, until a reset */
};

/* A barrier and who is inside. Its members are private. */
struct coir_barrier {
    const struct coir_kind *kind;
    struct coir_link waiters; /* who came in this round */
    struct coir_link next;    /* who came while those leave */
    unsigned parties;         /* how many have to come */
    unsigned count;           /* who are inside, waiting or leaving */
    enum coir_barrier_state state;
};

COIR_C_BEGIN_

/* Begin with nobody inside. barrier is yours; nobody may wait for it.
 *
 * parties   how many have to come
 * returns   0
 * errors    COIR_VALUE   parties is 0
 * context   the loop's thread */
int coir_barrier_init(struct coir_barrier *barrier, unsigned parties);

/* Send those who wait away with COIR_BROKEN, and begin anew; mends a broken one. */
void coir_barrier_reset(struct coir_barrier *barrier);

/* Break it: who waits, and who comes, gets COIR_BROKEN. */
void coir_barrier_abort(struct coir_barrier *barrier);

/* How many wait for the rest to come. */
static inline unsigned coir_barrier_waiting(const struct coir_barrier *barrier) {
    return barrier->state == COIR_FILLING ? barrier->count : 0;
}

/* Was it aborted, and not reset since? */
static inline bool coir_barrier_broken(const struct coir_barrier *barrier) {
    return barrier->state == COIR_IS_BROKEN;
}

COIR_C_END_

/* AWAIT(self->wait, coir_barrier_wait, .barrier = &barrier). The last to come does not suspend.
 *
 * result    0 to parties - 1, in the order in which they came; each once in a round, unless
 *           somebody left it
 * errors    COIR_BROKEN      it was reset or aborted
 *           COIR_CANCELLED   the others wait on, for somebody else
 * context   a task */
struct coir_barrier_wait {
    COIR_CORO;
    struct coir_barrier *barrier;
    int result;
};

COIR_ASYNC_DECLARE(coir_barrier_wait);

#endif
#endif
