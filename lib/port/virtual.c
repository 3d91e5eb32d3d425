/* virtual.c - a clock that jumps to the next deadline instead of waiting for it.
 *
 * For tests and simulations: hours pass in microseconds, and every run is the same. Needs nothing.
 * SPDX-License-Identifier: MIT
 */
#include "coir/virtual.h"

static coir_time now_(struct coir_port *port) {
    return ((struct coir_virtual *)port)->time;
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    (void)loop;
    ((struct coir_virtual *)port)->waits++;
    if (span != COIR_FOREVER)
        ((struct coir_virtual *)port)->time += span;
}

void coir_virtual_init(struct coir_virtual *port) {
    memset(port, 0, sizeof *port);
    port->port.now = now_;
    port->port.wait = wait_;
}
