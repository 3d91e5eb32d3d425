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

static struct coir_descriptor *descriptor_(struct coir_link *link) {
    return (struct coir_descriptor *)(void *)((char *)link -
                                              offsetof(struct coir_descriptor, link));
}

static int watch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_poll *self = (struct coir_poll *)port;
    if (self->count + 1 >= self->room) {
        unsigned room = self->room * 2 + 8;
        void *entries = realloc(self->entries, room * sizeof(struct pollfd));
        if (!entries)
            return COIR_NO_MEMORY;
        self->entries = entries;
        self->room = room;
    }
    self->count++;
    coir_link_before(&self->descriptors, &descriptor->link);
    return 0;
}

static void unwatch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    ((struct coir_poll *)port)->count--;
    descriptor->slot = 0;
    coir_unlink(&descriptor->link);
}

/* The array: the pipe, and every descriptor that somebody waits for. Returns how many. */
static nfds_t gather_(struct coir_poll *self) {
    struct pollfd *entries = (struct pollfd *)self->entries;
    struct coir_link *link;
    nfds_t n = 1;
    entries[0].fd = self->wake_read;
    entries[0].events = POLLIN;
    for (link = self->descriptors.next; link != &self->descriptors; link = link->next) {
        struct coir_descriptor *descriptor = descriptor_(link);
        descriptor->slot = 0;
        if (!descriptor->wanted)
            continue;
        descriptor->slot = (int)n;
        entries[n].fd = descriptor->fd;
        entries[n].events = (short)((descriptor->wanted & COIR_READABLE ? POLLIN : 0) |
                                    (descriptor->wanted & COIR_WRITABLE ? POLLOUT : 0));
        n++;
    }
    return n;
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_poll *self = (struct coir_poll *)port;
    struct pollfd *entries = (struct pollfd *)self->entries;
    struct coir_link *link;
    (void)loop;
    self->waits++;
    if (poll(entries, gather_(self), coir_milliseconds_(span)) <= 0)
        return;
    if (entries[0].revents)
        coir_drain_(self->wake_read);
    for (link = self->descriptors.next; link != &self->descriptors; link = link->next) {
        struct coir_descriptor *descriptor = descriptor_(link);
        short got = descriptor->slot ? entries[descriptor->slot].revents : 0;
        int bits = (got & (POLLIN | POLLHUP | POLLERR | POLLNVAL) ? COIR_READABLE : 0) |
                   (got & (POLLOUT | POLLHUP | POLLERR | POLLNVAL) ? COIR_WRITABLE : 0);
        if (bits)
            coir_descriptor_ready(descriptor, bits);
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
    coir_list_init(&port->descriptors);
    port->entries = malloc(8 * sizeof(struct pollfd));
    port->room = 8;
    if (!port->entries)
        return COIR_NO_MEMORY;
    if (pipe(ends) < 0) {
        free(port->entries);
        return coir_from_errno(errno);
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
}

#endif
