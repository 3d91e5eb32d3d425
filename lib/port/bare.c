/* bare.c - wait with the functions that the user brings.
 *
 * Costs a look at the clock each time round.
 * SPDX-License-Identifier: MIT
 */
#include "coir/bare.h"
#include "../loop_.h"
#include "coir/interrupt.h"

static coir_time now_(struct coir_port *port) {
    return ((struct coir_bare *)port)->ticks();
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_bare *self = (struct coir_bare *)port;
    coir_time until = coir_time_after_(loop->now, span), left = span;
    while (!self->woken && (left = coir_time_between_(self->ticks(), until)) > 0) {
        if (self->idle) {
            coir_interrupts_ was = coir_mask_interrupts_();
            if (!self->woken)
                self->idle(left);
            coir_restore_interrupts_(was);
        }
    }
    self->woken = false;
}

static void wake_(struct coir_port *port) {
    ((struct coir_bare *)port)->woken = true;
}

void coir_bare_init(struct coir_bare *port, coir_time (*ticks)(void),
                    void (*idle)(coir_time span)) {
    memset(port, 0, sizeof *port);
    port->port.now = now_;
    port->port.wait = wait_;
    port->port.wake = wake_;
    port->ticks = ticks;
    port->idle = idle;
}
