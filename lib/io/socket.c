/* socket.c - make streams of sockets, pipes and terminals.
 *
 * A read or write costs one system call, and no second one to learn that there is no more: what a
 * socket did not fill is empty. Connecting costs five calls, accepting four, closing two.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/socket.h"

#if COIR_HOSTED
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* ---- The transports ---- */

static bool would_block_(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/* What a call gave: a count, an error, or COIR_PENDING after having said what it waits for. A
 * short count says that the next call would get nothing, where that is so. */
static int result_(struct coir_descriptor *descriptor, ssize_t n, size_t asked, int bit) {
    if (n < 0 && !would_block_())
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

static int make_non_blocking_(int fd) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return coir_from_errno(errno);
    return 0;
}

int coir_open_fd(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    struct stat is;
    struct sigaction action;
    int error = make_non_blocking_(fd);
    if (error < 0)
        return error;
    if (fstat(fd, &is) < 0)
        return coir_from_errno(errno);
    if (S_ISSOCK(is.st_mode))
        return open_(stream, loop, fd, &socket_transport);
    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
        action.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &action, NULL);
    }
    return open_(stream, loop, fd, &file_transport);
}

/* ---- Addresses ---- */

int coir_address_set(struct coir_address *address, const char *host, int port) {
    struct coir_address made;
    memset(&made, 0, sizeof made);
    if (port < 0 || port > 65535)
        return COIR_VALUE;
    made.port = (uint16_t)port;
    if (strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (inet_pton(AF_INET, host, made.bytes) == 1)
        made.family = 4;
    else if (inet_pton(AF_INET6, host, made.bytes) == 1)
        made.family = 6;
    else
        return COIR_UNKNOWN_HOST;
    *address = made;
    return 0;
}

char *coir_address_text(const struct coir_address *address, char *text) {
    char host[INET6_ADDRSTRLEN] = "?";
    inet_ntop(address->family == 6 ? AF_INET6 : AF_INET, address->bytes, host, sizeof host);
    snprintf(text, COIR_ADDRESS_TEXT, address->family == 6 ? "[%s]:%d" : "%s:%d", host,
             address->port);
    return text;
}

union system_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_storage room;
};

static socklen_t to_system_(union system_address *to, const struct coir_address *from) {
    memset(to, 0, sizeof *to);
    if (from->family == 4) {
        to->four.sin_family = AF_INET;
        to->four.sin_port = htons(from->port);
        memcpy(&to->four.sin_addr, from->bytes, 4);
        return sizeof to->four;
    }
    to->six.sin6_family = AF_INET6;
    to->six.sin6_port = htons(from->port);
    to->six.sin6_scope_id = from->scope;
    memcpy(&to->six.sin6_addr, from->bytes, 16);
    return sizeof to->six;
}

static int from_system_(struct coir_address *to, const union system_address *from) {
    memset(to, 0, sizeof *to);
    if (from->any.sa_family == AF_INET) {
        to->family = 4;
        to->port = ntohs(from->four.sin_port);
        memcpy(to->bytes, &from->four.sin_addr, 4);
        return 0;
    }
    if (from->any.sa_family != AF_INET6)
        return COIR_UNSUPPORTED;
    to->family = 6;
    to->port = ntohs(from->six.sin6_port);
    to->scope = from->six.sin6_scope_id;
    memcpy(to->bytes, &from->six.sin6_addr, 16);
    return 0;
}

/* getpeername or getsockname. */
static int name_(int fd, int (*ask)(int, struct sockaddr *, socklen_t *),
                 struct coir_address *address) {
    union system_address got;
    socklen_t size = sizeof got;
    memset(&got, 0, sizeof got);
    if (ask(fd, &got.any, &size) < 0)
        return errno == ENOTSOCK ? (int)COIR_UNSUPPORTED : coir_from_errno(errno);
    return from_system_(address, &got);
}

static int ask_peer_(int fd, struct sockaddr *address, socklen_t *size) {
    return getpeername(fd, address, size);
}

static int ask_local_(int fd, struct sockaddr *address, socklen_t *size) {
    return getsockname(fd, address, size);
}

int coir_peer(const struct coir_stream *stream, struct coir_address *address) {
    if (coir_is_closing(stream))
        return COIR_CLOSED;
    if (!stream->descriptor.watched)
        return COIR_UNSUPPORTED;
    return name_(stream->descriptor.fd, ask_peer_, address);
}

int coir_local(const struct coir_stream *stream, struct coir_address *address) {
    if (coir_is_closing(stream))
        return COIR_CLOSED;
    if (!stream->descriptor.watched)
        return COIR_UNSUPPORTED;
    return name_(stream->descriptor.fd, ask_local_, address);
}

/* ---- Connecting ---- */

/* A new TCP socket for this family, non-blocking and not inherited, or an error. */
static int socket_(const struct coir_address *address) {
    int family = address->family == 6 ? AF_INET6 : AF_INET, fd;
#ifdef SOCK_NONBLOCK
    fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? coir_from_errno(errno) : fd;
#else
    fd = socket(family, SOCK_STREAM, 0);
    if (fd < 0)
        return coir_from_errno(errno);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    make_non_blocking_(fd);
    return fd;
#endif
}

static void set_option_(int fd, int level, int option) {
    int on = 1;
    setsockopt(fd, level, option, &on, sizeof on);
}

/* Begin to connect; 0 if that was all, COIR_PENDING if it has to be waited for, an error. */
static int begin_(struct coir_stream *stream, const struct coir_address *address) {
    union system_address to;
    socklen_t size = to_system_(&to, address);
    int fd = socket_(address), error, pending;
    if (fd < 0)
        return fd;
    set_option_(fd, IPPROTO_TCP, TCP_NODELAY);
    pending = connect(fd, &to.any, size) < 0;
    if (pending && errno != EINPROGRESS && errno != EINTR) {
        error = coir_from_errno(errno);
        close(fd);
        return error;
    }
    error = open_(stream, coir_running_loop(), fd, &socket_transport);
    if (error < 0) {
        close(fd);
        return error;
    }
    /* Nothing can be there to read before we said something, or the port will tell. */
    coir_used_up(&stream->descriptor, COIR_READABLE);
    if (pending)
        coir_used_up(&stream->descriptor, COIR_WRITABLE);
    return pending ? (int)COIR_PENDING : 0;
}

/* How the connecting ended. */
static int connected_(struct coir_stream *stream) {
    int number = 0;
    socklen_t size = sizeof number;
    if (getsockopt(stream->descriptor.fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0)
        number = errno;
    return number ? coir_from_errno(number) : 0;
}

/* The next address to try: 0, or an error if there is none. */
static int next_address_(struct coir_open_tcp *self, struct coir_address *address) {
    const char *host = self->host;
    self->attempt++;
    if (self->attempt == 2)
        host = strcmp(host, "localhost") == 0 ? "::1" : NULL;
    if (!host || self->attempt > 2)
        return self->outcome;
    return self->port ? coir_address_set(address, host, self->port) : (int)COIR_VALUE;
}

static int try_next_(struct coir_open_tcp *self) {
    struct coir_address address;
    int error;
    memset(&address, 0, sizeof address);
    error = next_address_(self, &address);
    return error < 0 ? error : begin_(self->stream, &address);
}

COIR_ASYNC(coir_open_tcp) {
    do {
        self->outcome = try_next_(self);
        if (self->outcome == COIR_PENDING) {
            COIR_TRY {
                COIR_AWAIT(coir_writable(&self->stream->descriptor));
                self->outcome = connected_(self->stream);
            }
            COIR_CATCH(COIR_ANY) {
                coir_close(self->stream);
                COIR_RAISE(COIR_CAUGHT);
            }
            COIR_TRY_END
        }
        if (self->outcome < 0)
            coir_close(self->stream);
    } while (self->outcome < 0 && self->attempt < 2);
    if (self->outcome < 0)
        COIR_RAISE(self->outcome);
    coir_stream_buffer(self->stream, self->buffer, self->size);
}
COIR_ASYNC_END

/* ---- Listening ---- */

static int bind_(struct coir_listener *listener, int fd, const struct coir_address *address) {
    union system_address at;
    socklen_t size = to_system_(&at, address);
    set_option_(fd, SOL_SOCKET, SO_REUSEADDR);
    if (address->family == 6)
        set_option_(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    if (bind(fd, &at.any, size) < 0 || listen(fd, 1024) < 0)
        return coir_from_errno(errno);
    return name_(fd, ask_local_, &listener->address);
}

int coir_listen(struct coir_listener *listener, struct coir_loop *loop, const char *host,
                int port) {
    struct coir_address address;
    int error = coir_address_set(&address, host ? host : "0.0.0.0", port), fd;
    memset(listener, 0, sizeof *listener);
    if (error < 0)
        return error;
    fd = socket_(&address);
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
        make_non_blocking_(connection);
    }
    return connection;
#endif
}

/* The next connection's descriptor. One that was gone before we came is nobody's error. When
 * descriptors run out it stays in the queue, and the listener stays ready. */
static int accept_(struct coir_listener *listener) {
    struct coir_descriptor *descriptor = &listener->descriptor;
    int fd;
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (!(descriptor->ready & COIR_READABLE))
        return coir_readable(descriptor);
    do
        fd = accept_once_(descriptor->fd);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO));
    if (fd < 0 && would_block_()) {
        coir_used_up(descriptor, COIR_READABLE);
        return coir_readable(descriptor);
    }
    if (fd < 0)
        return coir_from_errno(errno);
    set_option_(fd, IPPROTO_TCP, TCP_NODELAY);
    return fd;
}

static int open_accepted_(struct coir_stream *stream, struct coir_loop *loop, int fd) {
    int error = open_(stream, loop, fd, &socket_transport);
    if (error < 0)
        close(fd);
    return error;
}

int coir_accept(struct coir_listener *listener, struct coir_stream *stream) {
    int fd = accept_(listener);
    return fd < 0 ? fd : open_accepted_(stream, listener->descriptor.loop, fd);
}

/* ---- Serving ---- */

/* What every handler's struct begins with. */
struct coir_any_handler_ {
    COIR_CONNECTION;
};

/* The task of a connection: owns the descriptor, and closes it whatever the handler does. */
struct coir_connection_ {
    COIR_CORO;
    coir_body handler;
    void *context;
    int fd, value;
    struct coir_stream stream;
    struct coir_any_handler_ frame; /* longer than shown here */
};

/* The first call of a handler goes through this, which puts the real one in its place. */
COIR_BODY_DECLARE_(coir_any_handler_)
void *coir_any_handler_(void *frame, int arrived) {
    struct coir_any_handler_ *self = (struct coir_any_handler_ *)frame;
    self->coir_.body = ((struct coir_connection_ *)(void *)self->coir_.caller)->handler;
    return self->coir_.body(frame, arrived);
}

/* The YIELD is where it stands when its task is started, so that a task that is cancelled before
 * its first turn closes the connection too. */
COIR_ASYNC(coir_connection_) {
    self->stream.transport = NULL; /* not open yet */
    COIR_TRY {
        COIR_YIELD(0);
        COIR_AWAIT(open_(&self->stream, coir_running_loop(), self->fd, &socket_transport));
        COIR_AWAIT(self->frame, coir_any_handler_, .stream = &self->stream,
                   .context = self->context);
    }
    COIR_FINALLY {
        if (!self->stream.transport)
            close(self->fd);
        coir_close(&self->stream);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* Start the task of a connection. */
static int start_(const struct coir_serve *self, struct coir_loop *loop) {
    struct coir_scope *scope = self->scope ? self->scope : &loop->scope;
    size_t size = sizeof(struct coir_connection_) + self->size - sizeof(struct coir_any_handler_);
    struct coir_task *task = coir_allocate_(loop, size, coir_connection_);
    struct coir_connection_ *connection;
    int error = COIR_NO_MEMORY;
    if (task) {
        connection = COIR_FRAME(task, coir_connection_);
        connection->handler = self->handler;
        connection->context = self->context;
        connection->fd = self->fd;
        coir_connection_(connection, 0);
        error = coir_start_spawned_(scope, task);
    }
    if (error < 0)
        close(self->fd);
    else
        coir_release(task);
    return error;
}

/* Errors that pass when others give something back. */
static bool is_shortage_(int error) {
    return error == COIR_FILES || error == COIR_SYSTEM_FILES || error == COIR_BUFFERS ||
           error == COIR_NO_MEMORY;
}

COIR_ASYNC(coir_serve) {
    for (;;) {
        self->fd = COIR_PENDING;
        COIR_TRY {
            COIR_AWAIT_INTO(self->fd, accept_(self->listener));
            self->fd = start_(self, coir_running_loop());
        }
        COIR_CATCH(COIR_CLOSED) {
            COIR_RETURN();
        }
        COIR_CATCH(COIR_ERROR) {
            self->fd = COIR_CAUGHT;
        }
        COIR_TRY_END
        if (is_shortage_(self->fd))
            COIR_AWAIT(coir_sleep(COIR_S(1)));
        else if (self->fd < 0)
            COIR_RAISE(self->fd);
    }
}
COIR_ASYNC_END

#endif
