/* event.c - let tasks wait until something has happened.
 *
 * Setting costs one wake-up per waiter.
 * SPDX-License-Identifier: MIT
 */
#include "coir/event.h"
#include "loop_.h"

#if COIR_CANCEL

static const struct coir_kind kind_ = {COIR_WHAT_("an event"), NULL, NULL};

void coir_event_init(struct coir_event *event) {
    event->kind = &kind_;
    event->set = false;
    coir_list_init(&event->waiters);
}

void coir_event_set(struct coir_event *event) {
    event->set = true;
    coir_wake_all_(&event->waiters, 0);
}

int coir_event_wait(struct coir_event *event) {
    return event->set ? 0 : coir_park_(&event->waiters, event);
}

#endif
