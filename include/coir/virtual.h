/* virtual.h - a clock that jumps to the next deadline instead of waiting for it.
 *
 * The port for tests and simulations: hours pass in microseconds, and every run is the same.
 * Costs one struct.
 *
 * Needs: port.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_VIRTUAL_H
#define COIR_VIRTUAL_H

#include "coir/port.h"

struct coir_virtual {
    struct coir_port port;
    coir_time time; /* now; set it before coir_loop_init to start elsewhere */
    unsigned waits; /* how often the loop waited */
};

COIR_C_BEGIN_

/* Make it ready; it begins at time 0. port is yours and lives as long as the loop that uses it. */
void coir_virtual_init(struct coir_virtual *port);

COIR_C_END_

#endif
