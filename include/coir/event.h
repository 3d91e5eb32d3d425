/* event.h - let tasks wait until something has happened.
 *
 * Rung 11. A flag and those who wait for it. Setting it wakes everybody who waits at that moment,
 * in order, also if it is cleared again at once. Costs 4 words.
 *
 * Needs: loop.h.   Semantics: asyncio.Event.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_EVENT_H
#define COIR_EVENT_H

#include "coir/loop.h"

#if COIR_CANCEL

/* A flag and who waits for it. Its members are private. */
struct coir_event {
    const struct coir_kind *kind;
    struct coir_link waiters;
    bool set;
};

COIR_C_BEGIN_

/* Begin with the flag down. event is yours; nobody may wait for it. Context: the loop's thread. */
void coir_event_init(struct coir_event *event);

/* Raise the flag: who waits runs on the next turn, later ones do not wait. Idempotent.
 * Context: the loop's thread; from elsewhere in a coir_call_soon_threadsafe callback. */
void coir_event_set(struct coir_event *event);

/* Lower the flag. Those that were woken go on all the same. */
static inline void coir_event_clear(struct coir_event *event) {
    event->set = false;
}

/* Is it up? */
static inline bool coir_event_is_set(const struct coir_event *event) {
    return event->set;
}

/* Wait until the flag is up: AWAIT(coir_event_wait(&event)). Does not suspend if it is.
 *
 * returns   0
 * errors    COIR_CANCELLED
 * context   a task, in AWAIT */
COIR_LEAF_FUNCTION_ int coir_event_wait(struct coir_event *event);

COIR_C_END_

#endif
#endif
