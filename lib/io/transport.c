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

#if COIR_SYSTEM_IO
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#ifdef __linux__
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#endif

/* What a call gave: a count, an error, or COIR_PENDING after having said what it waits for. A
 * short count says that the next call would get nothing, where that is so. */
static int result_(struct coir_descriptor *descriptor, ssize_t n, size_t asked, int bit) {
    if (n < 0 && !(coir_would_block_() && descriptor->watched))
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

/* At most so many pieces go in one call. */
enum { PIECES = 16 };

/* What is left after `skip` bytes, in the system's form. Returns how many pieces; *size is their
 * sum. */
static size_t to_system_(struct iovec *to, const struct coir_piece *pieces, size_t count,
                         size_t skip, size_t *size) {
    size_t n = 0, i, room = INT_MAX;
    for (i = 0; i < count && n < PIECES && room; i++) {
        size_t gone = skip < pieces[i].size ? skip : pieces[i].size;
        size_t left = pieces[i].size - gone;
        skip -= gone;
        if (left == 0)
            continue;
        to[n].iov_base = (void *)((uintptr_t)pieces[i].from + gone);
        to[n].iov_len = left < room ? left : room;
        room -= to[n++].iov_len;
    }
    *size = INT_MAX - room;
    return n;
}

static int send_pieces_(struct coir_stream *stream, const struct coir_piece *pieces, size_t count,
                        size_t skip) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    struct iovec parts[PIECES];
    struct msghdr message;
    size_t size;
    ssize_t n;
    memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = to_system_(parts, pieces, count, skip, &size);
    if (!is_ready_(descriptor, COIR_WRITABLE))
        return COIR_PENDING;
    do
        n = sendmsg(descriptor->fd, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return result_(descriptor, n, size, COIR_WRITABLE);
}

static int write_pieces_(struct coir_stream *stream, const struct coir_piece *pieces, size_t count,
                         size_t skip) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    struct iovec parts[PIECES];
    size_t size, used = to_system_(parts, pieces, count, skip, &size);
    ssize_t n;
    if (!is_ready_(descriptor, COIR_WRITABLE))
        return COIR_PENDING;
    do
        n = writev(descriptor->fd, parts, (int)used);
    while (n < 0 && errno == EINTR);
    return result_(descriptor, n, 0, COIR_WRITABLE);
}

/* Writing to a pipe whose reader is gone is an error, never a signal; send alone can be told so. */
static void ignore_sigpipe_(void) {
    struct sigaction action;
    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
        action.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &action, NULL);
    }
}

#ifdef __linux__
static int send_file_(struct coir_stream *stream, int fd, int64_t offset, size_t size) {
    struct coir_descriptor *descriptor = &stream->descriptor;
    off_t at = (off_t)offset;
    ssize_t n;
    if (!is_ready_(descriptor, COIR_WRITABLE))
        return COIR_PENDING;
    ignore_sigpipe_();
    do
        n = sendfile(descriptor->fd, fd, &at, size);
    while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EINVAL || errno == ENOSYS))
        return COIR_UNSUPPORTED;
    return result_(descriptor, n, 0, COIR_WRITABLE);
}
#else
#define send_file_ NULL
#endif

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

static const struct coir_transport socket_transport = {receive_, send_,        shutdown_, close_,
                                                       forget_,  send_pieces_, send_file_};
/* Of a socket that keeps messages apart, a short one says nothing of the next. */
static const struct coir_transport packet_transport = {read_,   send_,        shutdown_, close_,
                                                       forget_, send_pieces_, NULL};
static const struct coir_transport file_transport = {read_,   write_,        NULL, close_,
                                                     forget_, write_pieces_, NULL};

static void notify_(struct coir_descriptor *descriptor, int bits) {
    coir_stream_ready((struct coir_stream *)(void *)((char *)descriptor -
                                                     offsetof(struct coir_stream, descriptor)),
                      bits);
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
    return 0;
}

int coir_open_socket_(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    return open_(stream, loop, fd, &socket_transport);
}

static bool is_of_packets_(int fd) {
    int type = SOCK_STREAM;
    socklen_t size = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type != SOCK_STREAM;
}

/* That it does not wait is said of an open file, which others may share: a shell its terminal, a
 * program its standard output, if the two are one terminal or pipe. What they print must not fail
 * for it. So the same thing is opened once more, where the system lets us, and takes the number of
 * the old one. The master of a terminal, opened again, would be that of another. */
#ifdef __linux__
static bool can_be_opened_again_(int fd, const struct stat *is) {
    int number;
    return S_ISFIFO(is->st_mode) ||
           (S_ISCHR(is->st_mode) && isatty(fd) && ioctl(fd, TIOCGPTN, &number) < 0);
}

static bool open_again_(int fd, int flags) {
    char path[40];
    int own, inherited = fcntl(fd, F_GETFD), replaced;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    own = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (own < 0)
        return false;
    replaced = dup3(own, fd, inherited & FD_CLOEXEC ? O_CLOEXEC : 0);
    close(own);
    return replaced == fd;
}
#else
#define can_be_opened_again_(fd, is) ((void)(is), false)
#define open_again_(fd, flags) ((void)(flags), false)
#endif

static int make_non_blocking_(int fd, const struct stat *is) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0)
        return coir_from_errno(errno);
    if (flags & O_NONBLOCK || (can_be_opened_again_(fd, is) && open_again_(fd, flags)))
        return 0;
    return coir_make_non_blocking_(fd);
}

/* A file, or /dev/null, is one for which nobody can wait: epoll refuses it, and poll calls it always
 * ready. That is what its descriptor says from the beginning, so it need not be watched. */
static int open_file_(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    int error = open_(stream, loop, fd, &file_transport);
    ignore_sigpipe_();
    if (error != COIR_NOT_PERMITTED)
        return error;
    coir_stream_init(stream, &file_transport, NULL);
    stream->descriptor.fd = fd;
    stream->descriptor.loop = loop;
    stream->descriptor.ready = COIR_READABLE | COIR_WRITABLE;
    return 0;
}

int coir_open_fd(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    struct stat is;
    int error;
    if (fstat(fd, &is) < 0)
        return coir_from_errno(errno);
    error = make_non_blocking_(fd, &is);
    if (error < 0)
        return error;
    if (S_ISSOCK(is.st_mode))
        return open_(stream, loop, fd, is_of_packets_(fd) ? &packet_transport : &socket_transport);
    return open_file_(stream, loop, fd);
}

#endif
