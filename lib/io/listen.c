/* listen.c - listen, and accept those who connect.
 *
 * Accepting costs two system calls, and its stream two more.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_HOSTED
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static int bind_(struct coir_listener *listener, int fd, const struct coir_address *address) {
    union coir_system_address_ at;
    socklen_t size = coir_to_system_(&at, address);
    coir_set_option_(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (address->family == 6)
        coir_set_option_(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (bind(fd, &at.any, size) < 0 || listen(fd, 1024) < 0)
        return coir_from_errno(errno);
    return coir_local_name_(fd, &listener->address);
}

int coir_listen(struct coir_listener *listener, struct coir_loop *loop, const char *host,
                int port) {
    struct coir_address address;
    int error = coir_address_set(&address, host ? host : "0.0.0.0", port), fd;
    memset(listener, 0, sizeof *listener);
    if (error < 0)
        return error;
    fd = coir_socket_(&address);
    if (fd < 0)
        return fd;
    error = bind_(listener, fd, &address);
    if (error == 0)
        error = coir_watch(loop, &listener->descriptor, fd);
    if (error < 0)
        close(fd);
    return error;
}

void coir_listener_close(struct coir_listener *listener) {
    if (!listener->descriptor.watched)
        return;
    coir_unwatch(&listener->descriptor);
    close(listener->descriptor.fd);
}

static int accept_once_(int fd) {
#ifdef SOCK_NONBLOCK
    return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    int connection = accept(fd, NULL, NULL);
    if (connection >= 0) {
        fcntl(connection, F_SETFD, FD_CLOEXEC);
        coir_make_non_blocking_(connection);
    }
    return connection;
#endif
}

/* The next connection's descriptor. One that was gone before we came is nobody's error. When
 * descriptors run out it stays in the queue, and the listener stays ready. */
int coir_accept_(struct coir_listener *listener) {
    struct coir_descriptor *descriptor = &listener->descriptor;
    int fd;
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (!(descriptor->ready & COIR_READABLE))
        return coir_readable(descriptor);
    do
        fd = accept_once_(descriptor->fd);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO));
    if (fd < 0 && coir_would_block_()) {
        coir_used_up(descriptor, COIR_READABLE);
        return coir_readable(descriptor);
    }
    if (fd < 0)
        return coir_from_errno(errno);
    coir_set_option_(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    return fd;
}

static int open_accepted_(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    int error = coir_open_socket_(stream, loop, fd);
    if (error < 0)
        close(fd);
    return error;
}

int coir_accept(struct coir_listener *listener, struct coir_stream *stream) {
    int fd = coir_accept_(listener);
    return fd < 0 ? fd : open_accepted_(stream, listener->descriptor.loop, fd);
}

#endif
