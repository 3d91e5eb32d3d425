/* epoll.c - wait with epoll, on Linux.
 *
 * One system call per wait, whatever the number of descriptors; two in the life of a descriptor.
 * SPDX-License-Identifier: MIT
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include "coir/epoll.h"

#ifdef __linux__
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "posix_.h"

static int watch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = descriptor;
    if (epoll_ctl(((struct coir_epoll *)port)->epoll, EPOLL_CTL_ADD, descriptor->fd, &event) < 0)
        return coir_from_errno(errno);
    return 0;
}

static void unwatch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    epoll_ctl(((struct coir_epoll *)port)->epoll, EPOLL_CTL_DEL, descriptor->fd, NULL);
}

static void report_(struct coir_epoll *self, const struct epoll_event *event) {
    const uint32_t got = event->events, over = EPOLLHUP | EPOLLERR;
    struct coir_descriptor *descriptor = (struct coir_descriptor *)event->data.ptr;
    int bits = (got & (EPOLLIN | EPOLLPRI | EPOLLRDHUP | over) ? COIR_READABLE : 0) |
               (got & (EPOLLOUT | over) ? COIR_WRITABLE : 0) |
               (got & (EPOLLPRI | EPOLLRDHUP | over) ? COIR_HUNG_UP : 0);
    if (descriptor)
        coir_descriptor_ready(descriptor, bits);
    else
        coir_drain_(self->wake);
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_epoll *self = (struct coir_epoll *)port;
    struct epoll_event events[64];
    int n = epoll_wait(self->epoll, events, 64, coir_milliseconds_(span));
    (void)loop;
    self->waits++;
    for (int i = 0; i < n; i++)
        report_(self, &events[i]);
}

static coir_time now_(struct coir_port *port) {
    return coir_monotonic_() - ((struct coir_epoll *)port)->start;
}

static void wake_(struct coir_port *port) {
    uint64_t one = 1;
    ssize_t written = write(((struct coir_epoll *)port)->wake, &one, sizeof one);
    (void)written; /* a full counter wakes too */
}

int coir_epoll_init(struct coir_epoll *port) {
    struct epoll_event event;
    memset(port, 0, sizeof *port);
    memset(&event, 0, sizeof event);
    port->start = coir_monotonic_();
    port->port.now = now_;
    port->port.wait = wait_;
    port->port.wake = wake_;
    port->port.watch = watch_;
    port->port.unwatch = unwatch_;
    port->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (port->epoll < 0)
        return coir_from_errno(errno);
    port->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    event.events = EPOLLIN;
    if (port->wake < 0 || epoll_ctl(port->epoll, EPOLL_CTL_ADD, port->wake, &event) < 0) {
        int error = coir_from_errno(errno);
        coir_epoll_close(port);
        return error;
    }
    return 0;
}

void coir_epoll_close(struct coir_epoll *port) {
    if (port->wake >= 0)
        close(port->wake);
    close(port->epoll);
}

#endif
