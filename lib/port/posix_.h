/* posix_.h - the clock and the wake-up descriptor that the POSIX ports share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_POSIX_H
#define COIR_LIB_POSIX_H

#include <limits.h>
#include <time.h>
#include <unistd.h>

#include "coir/port.h"

/* The system's monotonic clock in microseconds. */
static inline coir_time coir_monotonic_(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (coir_time)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A span for poll and epoll_wait: milliseconds, rounded up so that no wait ends before its
 * deadline. */
static inline int coir_milliseconds_(coir_time span) {
    if (span == COIR_FOREVER)
        return -1;
    if (span > (coir_time)INT_MAX * 1000 - 999)
        return INT_MAX;
    return (int)((span + 999) / 1000);
}

/* Read all that is in a non-blocking descriptor. */
static inline void coir_drain_(int fd) {
    char bytes[64];
    while (read(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes)
        ;
}

#endif
