/* virtual.h - a clock that jumps to the next deadline instead of waiting for it.
 *
 * The port for tests and simulations: hours pass in microseconds, and every run is the same.
 * Descriptors and other threads are served too, on hosted systems: it looks at them before it
 * jumps, and really waits for them when there is no deadline. Costs one struct, and a pipe once a
 * descriptor is watched or something outside is waited for.
 *
 * Needs: poll.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_VIRTUAL_H
#define COIR_VIRTUAL_H

#include "coir/poll.h"

/* The port: give &virtual.port to coir_loop_init. The other members are private, but `waits` may be
 * read, and time. */
struct coir_virtual {
    struct coir_port port;
    coir_time time; /* now; set it before coir_loop_init to start elsewhere */
    unsigned waits; /* how often the loop waited */
#if COIR_HOSTED
    struct coir_poll outside; /* once `open` */
    uint8_t open;
    uint8_t woken; /* a wake-up came that no wait has seen */
#endif
};

COIR_C_BEGIN_

/* Make it ready; it begins at time 0. port is yours and lives as long as the loop that uses it. */
void coir_virtual_init(struct coir_virtual *port);

/* Give back what it holds, if it has dealt with the outside. */
void coir_virtual_close(struct coir_virtual *port);

COIR_C_END_

#endif
