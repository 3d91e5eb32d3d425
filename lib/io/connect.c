/* connect.c - connect to others over TCP.
 *
 * Connecting costs five system calls.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_HOSTED
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* Begin to connect; 0 if that was all, COIR_PENDING if it has to be waited for, an error. */
static int begin_(struct coir_stream *stream, const struct coir_address *address) {
    union coir_system_address_ to;
    socklen_t size = coir_to_system_(&to, address);
    int fd = coir_socket_(address), error, pending;
    if (fd < 0)
        return fd;
    coir_set_option_(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    pending = connect(fd, &to.any, size) < 0;
    if (pending && errno != EINPROGRESS && errno != EINTR) {
        error = coir_from_errno(errno);
        close(fd);
        return error;
    }
    error = coir_open_socket_(stream, coir_running_loop(), fd);
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

#endif
