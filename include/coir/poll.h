/* poll.h - wait with poll(2), on any POSIX system.
 *
 * A port. Costs a pipe for wake-ups, and an array of 16 bytes per watched descriptor that is
 * filled anew at every wait: right for tens of descriptors. Waits are rounded up to milliseconds.
 *
 * Needs: port.h.   Semantics: POSIX poll.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_POLL_H
#define COIR_POLL_H

#include "coir/port.h"

#if COIR_HOSTED

/* The port: give &poll.port to coir_loop_init. The other members are private, but `waits` may be
 * read. */
struct coir_poll {
    struct coir_port port;
    coir_time start; /* the time it was made ready, which is its 0 */
    int wake_read, wake_write;
    struct coir_descriptor **descriptors; /* all that are watched; each knows its slot here */
    void *entries; /* of struct pollfd: the pipe, then one for each of them */
    unsigned count, room;
    unsigned waits; /* how often it waited */
};

COIR_C_BEGIN_

/* Make it ready.
 *
 * port      yours; lives as long as the loop
 * errors    COIR_FILES, COIR_SYSTEM_FILES: no descriptors left for the pipe */
int coir_poll_init(struct coir_poll *port);

/* Give the pipe and the array back. */
void coir_poll_close(struct coir_poll *port);

COIR_C_END_
#endif

#endif
