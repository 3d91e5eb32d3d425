/* preempt.c - run a second loop from an interrupt, in front of the first.
 *
 * A turn and a look at the clock each time it is set off.
 * SPDX-License-Identifier: MIT
 */
#include "coir/preempt.h"
#include "loop_.h"

#if COIR_PREEMPT && COIR_GROUPS

static coir_time now_(struct coir_port *port) {
    struct coir_port *clock = &((struct coir_preempt *)port)->clock->port;
    return clock->now(clock);
}

/* It never waits: its interrupt ends. */
static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    (void)port, (void)loop, (void)span;
}

static void wake_(struct coir_port *port) {
    ((struct coir_preempt *)port)->set_off();
}

void coir_preempt_init(struct coir_preempt *preempt, struct coir_tickless *clock,
                       void (*set_off)(void)) {
    memset(preempt, 0, sizeof *preempt);
    preempt->port.now = now_;
    preempt->port.wait = wait_;
    preempt->port.wake = wake_;
    preempt->clock = clock;
    preempt->set_off = set_off;
}

void coir_preempt_run(struct coir_preempt *preempt, struct coir_loop *loop) {
    coir_time span;
    do
        span = coir_poll(loop);
    while (span == 0);
    coir_tickless_set_off_(preempt->clock, span, preempt->set_off);
}

#endif
