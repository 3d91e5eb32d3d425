/* connect.c - connect to others over TCP.
 *
 * Connecting costs five system calls.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- One address ---- */

/* An attempt has a descriptor of its own; the first to begin has the stream's, so that the common
 * case, which is one attempt, pays nothing for the others. */
static struct coir_descriptor *descriptor_(struct coir_open_tcp *self, int slot) {
    return slot == 0 ? &self->stream->descriptor : &self->others[slot - 1].descriptor;
}

/* Something is new: the leaf looks. The task stands in the stream, or in the attempt. */
static void notify_first_(struct coir_descriptor *descriptor, int bits) {
    char *stream = (char *)descriptor - offsetof(struct coir_stream, descriptor);
    (void)bits;
    coir_wake((struct coir_task *)((struct coir_stream *)(void *)stream)->owner, COIR_PENDING);
}

static void notify_(struct coir_descriptor *descriptor, int bits) {
    char *attempt = (char *)descriptor - offsetof(struct coir_attempt_, descriptor);
    (void)bits;
    coir_wake(((struct coir_attempt_ *)(void *)attempt)->task, COIR_PENDING);
}

/* Watch a socket that is connecting. */
static int watch_(struct coir_open_tcp *self, int slot, int fd) {
    struct coir_descriptor *descriptor = descriptor_(self, slot);
    int error = slot == 0 ? coir_open_socket_(self->stream, coir_running_loop(), fd)
                          : coir_watch(coir_running_loop(), descriptor, fd);
    if (error < 0)
        return error;
    self->flying = (uint8_t)(self->flying | 1 << slot);
    if (slot == 0) {
        self->notify = descriptor->notify;
        self->stream->owner = self->task;
    } else {
        self->others[slot - 1].task = self->task;
    }
    descriptor->notify = slot == 0 ? notify_first_ : notify_;
    return 0;
}

static int free_slot_(const struct coir_open_tcp *self) {
    int slot = 0;
    while (self->flying & 1 << slot)
        slot++;
    return slot;
}

/* Begin with an address; 0 if that was all, COIR_PENDING if it has to be waited for, an error. */
static int begin_(struct coir_open_tcp *self, const struct coir_address *address, int slot) {
    union coir_system_address_ to;
    socklen_t size = coir_to_system_(&to, address);
    int fd = coir_socket_(address), error = 0, pending;
    if (fd < 0)
        return fd;
    coir_set_option_(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    pending = connect(fd, &to.any, size) < 0;
    if (pending && errno != EINPROGRESS && errno != EINTR)
        error = coir_from_errno(errno);
    if (error == 0)
        error = watch_(self, slot, fd);
    if (error < 0) {
        close(fd);
        return error;
    }
    /* Nothing can be there to read before we said something, or the port will tell. */
    coir_used_up(descriptor_(self, slot), COIR_READABLE);
    if (!pending)
        return 0;
    coir_used_up(descriptor_(self, slot), COIR_WRITABLE);
    coir_want(descriptor_(self, slot), COIR_WRITABLE);
    return COIR_PENDING;
}

static void drop_(struct coir_open_tcp *self, int slot) {
    struct coir_descriptor *descriptor = descriptor_(self, slot);
    self->flying = (uint8_t)(self->flying & ~(1 << slot));
    if (slot == 0) {
        coir_close(self->stream);
        return;
    }
    coir_unwatch(descriptor);
    close(descriptor->fd);
}

/* This one is kept: it becomes the stream. */
static int keep_(struct coir_open_tcp *self, int slot) {
    struct coir_descriptor *descriptor = descriptor_(self, slot);
    int error = 0;
    if (slot == 0) {
        descriptor->notify = self->notify;
        self->stream->owner = NULL;
    } else {
        if (self->flying & 1)
            drop_(self, 0);
        coir_unwatch(descriptor);
        error = coir_open_socket_(self->stream, coir_running_loop(), descriptor->fd);
        if (error < 0)
            close(descriptor->fd);
    }
    self->flying = (uint8_t)(self->flying & ~(1 << slot));
    return error;
}

/* How the connecting ended. */
static int connected_(const struct coir_descriptor *descriptor) {
    int number = 0;
    socklen_t size = sizeof number;
    if (getsockopt(descriptor->fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0)
        number = errno;
    return number ? coir_from_errno(number) : 0;
}

/* ---- All of them ---- */

static int head_start_over_(void *argument) {
    struct coir_open_tcp *self = (struct coir_open_tcp *)argument;
    self->due = true;
    coir_wake(self->task, COIR_PENDING);
    return 0;
}

/* Look at those under way: true if one is connected, and then it is the stream, or could not be
 * kept. */
static bool look_(struct coir_open_tcp *self) {
    for (int slot = 0; slot < COIR_OPEN_MOST; slot++) {
        if (!(self->flying & 1 << slot) || !(descriptor_(self, slot)->ready & COIR_WRITABLE))
            continue;
        self->outcome = connected_(descriptor_(self, slot));
        if (self->outcome == 0) {
            self->outcome = keep_(self, slot);
            return true;
        }
        drop_(self, slot);
        self->due = true;
    }
    return false;
}

/* Begin with the next address, and if that fails with the next one: true if one is connected. */
static bool begin_next_(struct coir_open_tcp *self) {
    coir_time delay = self->delay ? self->delay : COIR_MS(250);
    coir_handle_cancel(&self->next);
    while (self->due && self->begun < self->look.result) {
        int slot = free_slot_(self), outcome = begin_(self, &self->addresses[self->begun++], slot);
        if (outcome == 0) {
            self->outcome = keep_(self, slot);
            return true;
        }
        self->due = outcome != COIR_PENDING;
        self->outcome = self->due ? outcome : self->outcome;
    }
    if (self->begun < self->look.result && delay != COIR_FOREVER)
        coir_call_later(coir_running_loop(), &self->next, delay, head_start_over_, self);
    return false;
}

static const struct coir_kind tcp_connection = {"a connection", NULL, NULL};

/* The leaf: evaluated at first, and whenever an attempt ends or a head start is over. */
static int race_(struct coir_open_tcp *self) {
    self->kind = &tcp_connection;
    self->task = coir_current();
    if (look_(self) || (self->due && begin_next_(self)))
        return self->outcome;
    return self->flying ? coir_park(NULL, &self->kind) : self->outcome;
}

static void drop_all_(struct coir_open_tcp *self) {
    coir_handle_cancel(&self->next);
    for (int slot = 0; slot < COIR_OPEN_MOST; slot++)
        if (self->flying & 1 << slot)
            drop_(self, slot);
}

COIR_ASYNC(coir_open_tcp) {
    if (!self->port)
        COIR_RAISE(COIR_VALUE);
    COIR_AWAIT(self->look, coir_getaddrinfo, .host = self->host, .port = self->port,
               .addresses = self->addresses, .count = COIR_OPEN_MOST, .alternate = true,
               .resolve = self->resolve);
    self->due = true;
    COIR_TRY {
        COIR_AWAIT(race_(self));
    }
    COIR_FINALLY {
        drop_all_(self);
    }
    COIR_TRY_END
    coir_stream_buffer(self->stream, self->buffer, self->size);
}
COIR_ASYNC_END

#endif
