/* listen.c - listen, and accept those who connect.
 *
 * Accepting costs two system calls, and its stream two more.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* Watch it. It is still the caller's after an error. */
static int begin_(struct coir_listener *listener, struct coir_loop *loop, int fd) {
    int error = coir_local_name_(fd, &listener->address);
    return error < 0 ? error : coir_watch(loop, &listener->descriptor, fd);
}

int coir_listen_at(struct coir_listener *listener, struct coir_loop *loop,
                   const struct coir_address *address, int backlog, int options) {
    int fd = coir_new_socket_(address, SOCK_STREAM), error;
    memset(listener, 0, sizeof *listener);
    if (fd < 0)
        return fd;
    error = coir_bind_(fd, address, options | COIR_REUSE_ADDRESS_, &listener->file);
    if (error == 0 && listen(fd, backlog ? backlog : 1024) < 0)
        error = coir_from_errno(errno);
    if (error == 0)
        error = begin_(listener, loop, fd);
    if (error < 0) {
        coir_remove_file_(address, &listener->file);
        close(fd);
    }
    return error;
}

int coir_listen(struct coir_listener *listener, struct coir_loop *loop, const char *host,
                int port) {
    struct coir_address address;
    int error = coir_address_set(&address, host ? host : "0.0.0.0", port);
    memset(listener, 0, sizeof *listener);
    return error < 0 ? error : coir_listen_at(listener, loop, &address, 0, 0);
}

int coir_listen_unix(struct coir_listener *listener, struct coir_loop *loop, const char *path) {
    struct coir_address address;
    int error = coir_address_set_unix(&address, path);
    memset(listener, 0, sizeof *listener);
    return error < 0 ? error : coir_listen_at(listener, loop, &address, 0, 0);
}

int coir_listen_fd(struct coir_listener *listener, struct coir_loop *loop, int fd) {
    int error = coir_make_non_blocking_(fd);
    memset(listener, 0, sizeof *listener);
    return error < 0 ? error : begin_(listener, loop, fd);
}

void coir_listener_close(struct coir_listener *listener) {
    if (!listener->descriptor.watched)
        return;
    coir_unwatch(&listener->descriptor);
    coir_remove_file_(&listener->address, &listener->file);
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

/* Was that connection gone before we came? Linux tells here also of what the network did to it. */
static bool is_gone_(int number) {
    switch (number) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTUNREACH:
#ifdef EHOSTDOWN
    case EHOSTDOWN:
#endif
#ifdef ENONET
    case ENONET:
#endif
        return true;
    default:
        return false;
    }
}

static int wait_(struct coir_listener *listener) {
    listener->calls = 0;
    return coir_readable(&listener->descriptor);
}

/* The next connection's descriptor. One that was gone before we came is nobody's error. When
 * descriptors run out it stays in the queue, and the listener stays ready. */
int coir_accept_(struct coir_listener *listener) {
    struct coir_descriptor *descriptor = &listener->descriptor;
    int fd;
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (!(descriptor->ready & COIR_READABLE))
        return wait_(listener);
    if (++listener->calls > COIR_PATIENCE_)
        return coir_let_others_run_(&listener->calls);
    do
        fd = accept_once_(descriptor->fd);
    while (fd < 0 && is_gone_(errno));
    if (fd < 0 && coir_would_block_()) {
        coir_used_up(descriptor, COIR_READABLE);
        return wait_(listener);
    }
    if (fd < 0)
        return coir_from_errno(errno);
    if (listener->address.family != COIR_UNIX)
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
