/* system.c - pick the best port that this operating system has.
 *
 * One look at the environment, and the port's own setting up.
 * SPDX-License-Identifier: MIT
 */
#include "coir/system.h"

#if COIR_HOSTED
#include <stdlib.h>

enum { VIRTUAL, POLL, EPOLL };

int coir_system_init(struct coir_system *system) {
    const char *clock = getenv("COIR_CLOCK");
    memset(system, 0, sizeof *system);
    if (clock && strcmp(clock, "virtual") == 0) {
        system->chosen = VIRTUAL;
        system->port = &system->is.virtual_clock.port;
        coir_virtual_init(&system->is.virtual_clock);
        return 0;
    }
#ifdef __linux__
    system->chosen = EPOLL;
    system->port = &system->is.epoll.port;
    return coir_epoll_init(&system->is.epoll);
#else
    system->chosen = POLL;
    system->port = &system->is.poll.port;
    return coir_poll_init(&system->is.poll);
#endif
}

void coir_system_close(struct coir_system *system) {
    if (system->chosen == VIRTUAL)
        coir_virtual_close(&system->is.virtual_clock);
    if (system->chosen == POLL)
        coir_poll_close(&system->is.poll);
#ifdef __linux__
    if (system->chosen == EPOLL)
        coir_epoll_close(&system->is.epoll);
#endif
}

#endif
