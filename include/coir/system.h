/* system.h - pick the best port that this operating system has.
 *
 * epoll on Linux, else poll; the virtual clock if the environment says COIR_CLOCK=virtual, so
 * that any program can be run as a test. Costs the largest of the ports.
 *
 * Needs: virtual.h, poll.h, epoll.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_SYSTEM_H
#define COIR_SYSTEM_H

#include "coir/virtual.h"
#include "coir/poll.h"

#if COIR_HOSTED
#ifdef __linux__
#include "coir/epoll.h"
#endif

/* The chosen port. Private, but for `port`. */
struct coir_system {
    struct coir_port *port; /* the chosen one: give it to coir_loop_init */
    uint8_t chosen;         /* which of the three, which all begin at the same address */
    union {
        struct coir_virtual virtual_clock;
        struct coir_poll poll;
#ifdef __linux__
        struct coir_epoll epoll;
#endif
    } is;
};

COIR_C_BEGIN_

/* Make the port ready.
 *
 * system    yours; stays where it is until coir_system_close
 * returns   0
 * errors    those of the system calls that it takes to set up (COIR_FILES, COIR_NO_MEMORY, ...) */
int coir_system_init(struct coir_system *system);

/* Give back what it holds, after the loop was closed. */
void coir_system_close(struct coir_system *system);

COIR_C_END_
#endif

#endif
