/* copy.h - pour one stream into another, or a file into a stream.
 *
 * Rung 12. A copy needs a buffer of yours. A file goes into a socket without one, and without
 * passing through this program at all, where the system can do that (Linux: sendfile).
 *
 *     AWAIT(self->copy, coir_copy, .from = &self->client, .to = &self->server,
 *           .buffer = self->room, .size = sizeof self->room);
 *     AWAIT(self->send, coir_send_file, .to = &self->client, .fd = fd);
 *
 * Needs: stream.h.   Semantics: Go's io.Copy; asyncio's loop.sendfile.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_COPY_H
#define COIR_COPY_H

#include "coir/stream.h"

/* Copy bytes from stream to stream, until the first one ends: AWAIT(self->copy, coir_copy, ...).
 *
 * from, to  open; neither is closed or ended
 * buffer    yours, size bytes, 1 or more; what is in from's own buffer goes first
 * count     at most so many bytes; 0: all
 * result    how many were handed over; also after an error. Then those that were read and not
 *           handed over are in buffer, unsent of them from unsent_at on
 * errors    as coir_read and coir_write_all; COIR_CANCELLED, and no byte is lost
 * context   a task */
struct coir_copy {
    COIR_CORO;
    struct coir_stream *from, *to;
    void *buffer;
    size_t size;
    int64_t count;
    int64_t result;
    size_t unsent, unsent_at;
    /* private */
    int n;
};

COIR_ASYNC_DECLARE(coir_copy);

#if COIR_HOSTED
/* Write a file, or a part of it: AWAIT(self->send, coir_send_file, ...).
 *
 * to        open
 * fd        open for reading, a regular file; its position does not change
 * offset    where to begin, in bytes
 * count     at most so many bytes; 0: to the end of the file
 * buffer    yours, size bytes: needed if the system cannot do it, as with TLS; or NULL
 * result    how many were handed over; also after an error
 * errors    COIR_UNSUPPORTED   it needs a buffer
 *           of reading the file; as coir_write_all
 * context   a task. A file that is not in memory is waited for: the loop stands still meanwhile. If
 *           the program has not set SIGPIPE, that is ignored from now on, as in Python
 * source    asyncio's loop.sendfile */
struct coir_send_file {
    COIR_CORO;
    struct coir_stream *to;
    int fd;
    int64_t offset, count;
    void *buffer;
    size_t size;
    int64_t result;
    /* private */
    int n;
};

COIR_ASYNC_DECLARE(coir_send_file);
#endif

#endif
