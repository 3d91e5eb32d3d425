/* unix.c - connect to Unix sockets, and make pairs of them.
 *
 * Connecting costs three system calls, and a pair as many.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <fcntl.h>
#include <unistd.h>

/* Such a connection is made at once, or not at all: COIR_PENDING if the queue is full, which no
 * port can wait for. */
static int connect_(int fd, const struct coir_address *address) {
    union coir_system_address_ to;
    socklen_t size = coir_to_system_(&to, address);
    int failed;
    do
        failed = connect(fd, &to.any, size) < 0;
    while (failed && errno == EINTR);
    if (!failed)
        return 0;
    return coir_would_block_() ? (int)COIR_PENDING : coir_from_errno(errno);
}

static int begin_(struct coir_stream *stream, const char *path) {
    struct coir_address address;
    int error = coir_address_set_unix(&address, path), fd;
    if (error < 0)
        return error;
    fd = coir_new_socket_(&address, SOCK_STREAM);
    if (fd < 0)
        return fd;
    error = connect_(fd, &address);
    if (error == 0)
        error = coir_open_socket_(stream, coir_running_loop(), fd);
    if (error < 0)
        close(fd);
    return error;
}

COIR_ASYNC(coir_open_unix) {
    while ((self->outcome = begin_(self->stream, self->path)) == COIR_PENDING)
        COIR_AWAIT(coir_sleep(COIR_MS(10)));
    if (self->outcome < 0)
        COIR_RAISE(self->outcome);
    coir_stream_buffer(self->stream, self->buffer, self->size);
}
COIR_ASYNC_END

/* ---- Pairs ---- */

static int pair_(int ends[2]) {
#ifdef SOCK_NONBLOCK
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        coir_make_non_blocking_(ends[i]);
    }
    return 0;
#endif
}

int coir_socket_pair(struct coir_stream *a, struct coir_stream *b, struct coir_loop *loop) {
    int ends[2], error;
    memset(b, 0, sizeof *b);
    if (pair_(ends) < 0) {
        memset(a, 0, sizeof *a);
        return coir_from_errno(errno);
    }
    error = coir_open_socket_(a, loop, ends[0]);
    if (error < 0) {
        close(ends[0]);
        close(ends[1]);
        return error;
    }
    error = coir_open_socket_(b, loop, ends[1]);
    if (error < 0) {
        coir_close(a);
        close(ends[1]);
    }
    return error;
}

#endif
