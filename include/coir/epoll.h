/* epoll.h - wait with epoll, on Linux.
 *
 * A port. A descriptor is registered once, edge-triggered, so a wait costs one system call and
 * work for what became ready only. Costs two descriptors. Waits are rounded up to milliseconds.
 *
 * Needs: port.h.   Semantics: epoll(7).
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_EPOLL_H
#define COIR_EPOLL_H

#include "coir/port.h"

#ifdef __linux__

/* The port: give &epoll.port to coir_loop_init. The other members are private, but `waits` may be
 * read. */
struct coir_epoll {
    struct coir_port port;
    coir_time start; /* the time it was made ready, which is its 0 */
    int epoll, wake;
    unsigned waits; /* how often it waited */
};

COIR_C_BEGIN_

/* Make it ready.
 *
 * port      yours; lives as long as the loop
 * errors    COIR_FILES, COIR_SYSTEM_FILES, COIR_NO_MEMORY */
int coir_epoll_init(struct coir_epoll *port);

/* Give the descriptors back. */
void coir_epoll_close(struct coir_epoll *port);

COIR_C_END_
#endif

#endif
