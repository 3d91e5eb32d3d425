/* poll.c - wait with poll(2), on any POSIX system.
 *
 * One system call per wait, and work for each watched descriptor.
 * SPDX-License-Identifier: MIT
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include "coir/poll.h"

#if COIR_HOSTED
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "posix_.h"

/* Room for more descriptors, and as many entries and one. */
static int grow_(struct coir_poll *self) {
    unsigned room = self->room * 2 + 8;
    void *entries = realloc(self->entries, (room + 1) * sizeof(struct pollfd)), *descriptors;
    if (!entries)
        return COIR_NO_MEMORY;
    self->entries = entries;
    descriptors = realloc(self->descriptors, room * sizeof *self->descriptors);
    if (!descriptors)
        return COIR_NO_MEMORY;
    self->descriptors = (struct coir_descriptor **)descriptors;
    self->room = room;
    return 0;
}

static int watch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_poll *self = (struct coir_poll *)port;
    int error = self->count < self->room ? 0 : grow_(self);
    if (error < 0)
        return error;
    descriptor->slot = self->count & 0xffffff;
    self->descriptors[self->count++] = descriptor;
    return 0;
}

/* The last one takes its place. */
static void unwatch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_poll *self = (struct coir_poll *)port;
    struct coir_descriptor *last = self->descriptors[--self->count];
    self->descriptors[descriptor->slot] = last;
    last->slot = descriptor->slot;
}

/* The array: the pipe, and every descriptor; poll passes by those that nobody waits for. */
static void gather_(struct coir_poll *self) {
    struct pollfd *entries = (struct pollfd *)self->entries;
    entries[0].fd = self->wake_read;
    entries[0].events = POLLIN;
    for (unsigned i = 0; i < self->count; i++) {
        const struct coir_descriptor *descriptor = self->descriptors[i];
        entries[i + 1].fd = descriptor->wanted ? descriptor->fd : -1;
        entries[i + 1].events = (short)((descriptor->wanted & COIR_READABLE ? POLLIN : 0) |
                                        (descriptor->wanted & COIR_WRITABLE ? POLLOUT : 0));
    }
}

/* From the last to the first, so that one that is unwatched meanwhile makes nobody be left out. */
static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_poll *self = (struct coir_poll *)port;
    struct pollfd *entries = (struct pollfd *)self->entries;
    (void)loop;
    self->waits++;
    gather_(self);
    if (poll(entries, self->count + 1, coir_milliseconds_(span)) <= 0)
        return;
    if (entries[0].revents)
        coir_drain_(self->wake_read);
    for (unsigned i = self->count; i-- > 0;) {
        short got = entries[i + 1].revents;
        int bits = (got & (POLLIN | POLLHUP | POLLERR | POLLNVAL) ? COIR_READABLE : 0) |
                   (got & (POLLOUT | POLLHUP | POLLERR | POLLNVAL) ? COIR_WRITABLE : 0);
        if (bits)
            coir_descriptor_ready(self->descriptors[i], bits);
    }
}

static coir_time now_(struct coir_port *port) {
    return coir_monotonic_() - ((struct coir_poll *)port)->start;
}

static void wake_(struct coir_port *port) {
    ssize_t written = write(((struct coir_poll *)port)->wake_write, "", 1);
    (void)written; /* a full pipe wakes too */
}

int coir_poll_init(struct coir_poll *port) {
    int ends[2];
    memset(port, 0, sizeof *port);
    port->start = coir_monotonic_();
    port->port.now = now_;
    port->port.wait = wait_;
    port->port.wake = wake_;
    port->port.watch = watch_;
    port->port.unwatch = unwatch_;
    if (grow_(port) < 0 || pipe(ends) < 0) {
        int error = port->room ? coir_from_errno(errno) : (int)COIR_NO_MEMORY;
        free(port->entries);
        free(port->descriptors);
        return error;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    }
    port->wake_read = ends[0];
    port->wake_write = ends[1];
    return 0;
}

void coir_poll_close(struct coir_poll *port) {
    close(port->wake_read);
    close(port->wake_write);
    free(port->entries);
    free(port->descriptors);
}

#endif
