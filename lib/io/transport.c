/* transport.c - move the bytes of a stream through a socket, a pipe or a terminal.
 *
 * A read or write costs one system call, and no second one to learn that there is no more: what a
 * socket did not fill is empty. Opening costs the registration, closing two calls.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_HOSTED
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a call gave: a count, an error, or COIR_PENDING after having said what it waits for. A
 * short count says that the next call would get nothing, where that is so. */
static int result_(struct coir_descriptor *descriptor, ssize_t n, size_t asked, int bit) {
    if (n < 0 && !coir_would_block_())
        return coir_from_errno(errno);
    if (n < 0) {
        coir_used_up(descriptor, bit);
        coir_want(descriptor, bit);
        return COIR_PENDING;
    }
    if ((size_t)n < asked && n > 0)
        coir_used_up_early(descriptor, bit);
    return (int)n;
}

static bool is_ready_(struct coir_descriptor *descriptor, int bit) {
    if (descriptor->ready & bit)
        return true;
    coir_want(descriptor, bit);
    return false;
}

static int receive_(struct coir_stream *stream, void *into, size_t size) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    ssize_t n;
    if (!is_ready_(descriptor, COIR_READABLE))
        return COIR_PENDING;
    do
        n = recv(descriptor->fd, into, size, 0);
    while (n < 0 && errno == EINTR);
    return result_(descriptor, n, size, COIR_READABLE);
}

static int send_(struct coir_stream *stream, const void *from, size_t size) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    ssize_t n;
    if (!is_ready_(descriptor, COIR_WRITABLE))
        return COIR_PENDING;
    do
        n = send(descriptor->fd, from, size, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return result_(descriptor, n, size, COIR_WRITABLE);
}

/* The same for what is not a socket. A terminal gives line after line, so a short count means
 * nothing there. */
static int read_(struct coir_stream *stream, void *into, size_t size) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    ssize_t n;
    if (!is_ready_(descriptor, COIR_READABLE))
        return COIR_PENDING;
    do
        n = read(descriptor->fd, into, size);
    while (n < 0 && errno == EINTR);
    return result_(descriptor, n, 0, COIR_READABLE);
}

static int write_(struct coir_stream *stream, const void *from, size_t size) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    ssize_t n;
    if (!is_ready_(descriptor, COIR_WRITABLE))
        return COIR_PENDING;
    do
        n = write(descriptor->fd, from, size);
    while (n < 0 && errno == EINTR);
    return result_(descriptor, n, 0, COIR_WRITABLE);
}

static int shutdown_(struct coir_stream *stream) {
    return shutdown(stream->descriptor.fd, SHUT_WR) < 0 ? coir_from_errno(errno) : 0;
}

static void close_(struct coir_stream *stream) {
    coir_unwatch(&stream->descriptor);
    close(stream->descriptor.fd);
}

static void forget_(struct coir_stream *stream, int bit) {
    coir_unwant(&stream->descriptor, bit);
}

static const struct coir_transport socket_transport = {receive_, send_, shutdown_, close_, forget_};
static const struct coir_transport file_transport = {read_, write_, NULL, close_, forget_};

static void notify_(struct coir_descriptor *descriptor, int bits) {
    coir_stream_ready((struct coir_stream *)descriptor->owner, bits);
}

static int open_(struct coir_stream *stream, struct coir_loop *loop, int fd,
                 const struct coir_transport *transport) {
    int error;
    coir_stream_init(stream, transport, NULL);
    error = coir_watch(loop, &stream->descriptor, fd);
    if (error < 0) {
        memset(stream, 0, sizeof *stream);
        return error;
    }
    stream->descriptor.notify = notify_;
    stream->descriptor.owner = stream;
    return 0;
}

int coir_open_socket_(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    return open_(stream, loop, fd, &socket_transport);
}

int coir_open_fd(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    struct stat is;
    struct sigaction action;
    int error = coir_make_non_blocking_(fd);
    if (error < 0)
        return error;
    if (fstat(fd, &is) < 0)
        return coir_from_errno(errno);
    if (S_ISSOCK(is.st_mode))
        return coir_open_socket_(stream, loop, fd);
    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
        action.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &action, NULL);
    }
    return open_(stream, loop, fd, &file_transport);
}

#endif
