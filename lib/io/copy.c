/* copy.c - pour one stream into another, or a file into a stream.
 *
 * A read and a write for each bufferful; a system call for each piece of a file that the system
 * sends itself. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/copy.h"

#include <limits.h>

/* How much of `most` is left after `done`; most 0: without end. */
static size_t left_(int64_t most, int64_t done) {
    if (most == 0 || most - done > INT_MAX)
        return INT_MAX;
    return (size_t)(most - done);
}

static size_t smaller_(size_t a, size_t b) {
    return a < b ? a : b;
}

COIR_ASYNC(coir_copy) {
    for (;;) {
        if (left_(self->count, self->result) == 0)
            COIR_RETURN();
        COIR_AWAIT_INTO(self->n, coir_read(self->from, self->buffer,
                                           smaller_(self->size, left_(self->count, self->result))));
        if (self->n == 0)
            COIR_RETURN();
        COIR_TRY {
            COIR_AWAIT(coir_write_all(self->to, self->buffer, (size_t)self->n));
        }
        COIR_FINALLY {
            self->unsent_at = coir_sent(self->to);
            self->unsent = (size_t)self->n - self->unsent_at;
            self->result += (int64_t)self->unsent_at;
        }
        COIR_TRY_END
    }
}
COIR_ASYNC_END

#if COIR_HOSTED
#include <errno.h>
#include <unistd.h>

/* Some of the file into the buffer. */
static int read_file_(const struct coir_send_file *self) {
    ssize_t n;
    if (!self->buffer || !self->size)
        return COIR_UNSUPPORTED;
    do
        n = pread(self->fd, self->buffer, smaller_(self->size, left_(self->count, self->result)),
                  (off_t)(self->offset + self->result));
    while (n < 0 && errno == EINTR);
    return n < 0 ? coir_from_errno(errno) : (int)n;
}

COIR_ASYNC(coir_send_file) {
    COIR_TRY {
        for (;;) {
            if (left_(self->count, self->result) == 0)
                COIR_RETURN();
            COIR_AWAIT_INTO(self->n,
                            coir_send_file_part(self->to, self->fd, self->offset + self->result,
                                                left_(self->count, self->result)));
            if (self->n == 0)
                COIR_RETURN();
            self->result += self->n;
        }
    }
    COIR_CATCH(COIR_UNSUPPORTED) {
    }
    COIR_TRY_END
    while (left_(self->count, self->result) > 0) {
        COIR_AWAIT_INTO(self->n, read_file_(self));
        if (self->n == 0)
            COIR_RETURN();
        COIR_TRY {
            COIR_AWAIT(coir_write_all(self->to, self->buffer, (size_t)self->n));
        }
        COIR_FINALLY {
            self->result += (int64_t)coir_sent(self->to);
        }
        COIR_TRY_END
    }
}
COIR_ASYNC_END
#endif
