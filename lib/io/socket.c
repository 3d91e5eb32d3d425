/* socket.c - make sockets, and set their options.
 *
 * One system call each.
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

int coir_make_non_blocking_(int fd) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return coir_from_errno(errno);
    return 0;
}

int coir_new_socket_(const struct coir_address *address, int type) {
    int family = address->family == 4 ? AF_INET : address->family == 6 ? AF_INET6 : AF_UNIX;
    int fd;
#ifdef SOCK_NONBLOCK
    fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? coir_from_errno(errno) : fd;
#else
    fd = socket(family, type, 0);
    if (fd < 0)
        return coir_from_errno(errno);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    coir_make_non_blocking_(fd);
    return fd;
#endif
}

int coir_socket_(const struct coir_address *address) {
    return coir_new_socket_(address, SOCK_STREAM);
}

int coir_set_option_(int fd, int level, int option, int value) {
    return setsockopt(fd, level, option, &value, sizeof value) < 0 ? coir_from_errno(errno) : 0;
}

int coir_keep_alive(struct coir_stream *stream, int idle, int interval, int count) {
    int fd = stream->descriptor.fd, error;
    if (coir_is_closing(stream))
        return COIR_CLOSED;
    if (!stream->descriptor.watched)
        return COIR_UNSUPPORTED;
#if defined TCP_KEEPIDLE && defined TCP_KEEPINTVL && defined TCP_KEEPCNT
    error = coir_set_option_(fd, IPPROTO_TCP, TCP_KEEPIDLE, idle);
    if (error == 0)
        error = coir_set_option_(fd, IPPROTO_TCP, TCP_KEEPINTVL, interval);
    if (error == 0)
        error = coir_set_option_(fd, IPPROTO_TCP, TCP_KEEPCNT, count);
    if (error == 0)
        error = coir_set_option_(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    return error == COIR_VALUE || error == 0 ? error : (int)COIR_UNSUPPORTED;
#else
    (void)fd, (void)error, (void)idle, (void)interval, (void)count;
    return COIR_UNSUPPORTED;
#endif
}

#endif
