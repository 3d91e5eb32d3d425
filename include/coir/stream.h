/* stream.h - read and write bytes in order, waiting when the other side is not ready.
 *
 * Rung 12. A stream is a transport (a few functions: a socket, a pipe, a UART, memory, or nothing
 * but your own feeding) and a buffer for reading that you provide. Nothing here allocates.
 * Writing has no buffer: it sends straight from your memory and waits while the other side is
 * full, so a slow reader slows its writer down. Costs the struct (184 bytes on 64-bit, a
 * descriptor included) and your buffer, whose size is the longest line.
 *
 *     AWAIT(coir_write_all(&self->stream, "ping\n", 5));
 *     AWAIT_INTO(self->n, coir_readline(&self->stream, self->line, sizeof self->line));
 *
 * One task may wait to read and another to write. All waiting functions are leaves: they go into
 * AWAIT, with arguments that give the same when evaluated again. Cancelling one loses no byte.
 *
 * Needs: loop.h; of a small loop, COIR_GRANTS.   Semantics: asyncio.StreamReader and StreamWriter.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_STREAM_H
#define COIR_STREAM_H

#include "coir/loop.h"

struct coir_stream;

/* Some bytes, one of several pieces that are written together. */
struct coir_piece {
    const void *from;
    size_t size;
};

/* Where bytes come from and go to. None of these waits. One that returns COIR_PENDING calls
 * coir_stream_ready later, and then is asked again. Errors are passed on to the task. */
struct coir_transport {
    /* Move at most size bytes, at least 1. Returns how many (at most INT_MAX), COIR_PENDING or an
     * error. A read that returns 0 is the end: it is not asked again. */
    int (*read)(struct coir_stream *stream, void *into, size_t size);
    int (*write)(struct coir_stream *stream, const void *from, size_t size);
    /* No more writes; the other side reads to the end and then gets 0. NULL: not supported. */
    int (*shutdown)(struct coir_stream *stream);
    /* Give everything back. May be NULL. */
    void (*close)(struct coir_stream *stream);
    /* Nobody waits any more for what it said COIR_PENDING to; bit tells which. May be NULL. */
    void (*forget)(struct coir_stream *stream, int bit);
    /* As write, from several pieces at once, of which the first `skip` bytes in all have gone
     * already; there are more. NULL: they are written one by one. */
    int (*write_pieces)(struct coir_stream *stream, const struct coir_piece *pieces, size_t count,
                        size_t skip);
    /* As write, from an open file; 0 at its end, COIR_UNSUPPORTED if it is none that this can
     * send. NULL: likewise. */
    int (*send_file)(struct coir_stream *stream, int fd, int64_t offset, size_t size);
};

/* What stands on a stream (TLS, a writer) is told, as the tasks are, that it may get somewhere or
 * was closed. This is a member of whatever it is; see coir_stream_pull. */
struct coir_above {
    void (*notify)(struct coir_above *above, struct coir_stream *stream, int bits);
};

/* One direction of a stream.
 *
 * task is set while one waits here, and until it runs after it was woken. It is cleared when that
 * task is cancelled, so what it has done so far is never taken for another's. A small loop tells
 * nobody of that while the task is parked: there it is in `waiting` so long, and set when it is woken. */
struct coir_way {
    const struct coir_kind *kind; /* which tells the directions apart */
    struct coir_task *task;
    size_t done; /* how far the operation got */
#if COIR_SMALL
    struct coir_link waiting;
#endif
};

/* A stream. The buffer holds the bytes from first to last: received and not yet taken. Everything
 * here is there once per connection, so it is kept narrow. */
struct coir_stream {
    const struct coir_kind *kind;
    const struct coir_transport *transport; /* NULL: fed by hand */
    void *owner;                            /* the transport's own */
    char *buffer;
    unsigned size, first, last;
    unsigned scanned; /* bytes from first on that a search has seen already */
    int error;        /* 0, or what every read and write gives from now on */
    uint8_t state;    /* 0 never opened, then 1 open, 2 closed */
    uint8_t ended;    /* the other side sends no more */
    uint8_t shut;     /* this side sends no more */
    uint8_t calls;    /* of the transport since a task last waited */
    struct coir_way in, out;
    struct coir_link closing; /* tasks in coir_wait_closed */
    struct coir_above *above; /* what stands on this stream, or NULL */
#if COIR_HOSTED
    struct coir_descriptor descriptor;
#endif
};

COIR_C_BEGIN_

/* Make a stream. Sockets have functions that do it (socket.h).
 *
 * stream     yours; stays where it is until coir_close
 * transport  a constant; NULL: bytes come from coir_stream_feed, writing gives COIR_UNSUPPORTED
 * owner      whatever the transport wants to find in stream->owner
 * context    anywhere */
void coir_stream_init(struct coir_stream *stream, const struct coir_transport *transport,
                      void *owner);

/* Give it its buffer for reading. Without one, coir_read and coir_read_exactly work, a system
 * call each.
 *
 * buffer    yours, size bytes, as long as the stream is open. size bounds lines, and what can be
 *           fed; more than INT_MAX bytes are not used
 * context   before the first read */
void coir_stream_buffer(struct coir_stream *stream, void *buffer, size_t size);

/* Read what is there, at least one byte.
 *
 * into      receives at most size bytes; untouched on error
 * returns   how many; 0 at the end of the stream (or if size is 0)
 * errors    of the transport (COIR_RESET, ...), which every later read gives too
 *           COIR_CLOSED     this side closed it
 *           COIR_RUNTIME    another task waits to read
 *           COIR_CANCELLED  and no byte is lost
 * context   a task, in AWAIT_INTO
 * source    asyncio.StreamReader.read */
COIR_LEAF_FUNCTION_ int coir_read(struct coir_stream *stream, void *into, size_t size);

/* Read exactly size bytes.
 *
 * into      receives them; on an error, the first coir_partial(stream) bytes of it are filled
 * returns   0
 * errors    COIR_EOF        the end came first; what was there is in `into`
 *           COIR_CANCELLED  if size fits the buffer the bytes stay there for the next read; those
 *                           of a longer one that came already are in `into`. Likewise with the
 *                           errors of the transport
 *           and as coir_read
 * source    asyncio.StreamReader.readexactly */
COIR_LEAF_FUNCTION_ int coir_read_exactly(struct coir_stream *stream, void *into, size_t size);

/* Read up to a separator, and including it.
 *
 * into      receives at most size bytes
 * separator of length bytes, 1 or more
 * returns   how many bytes, with the separator
 * errors    COIR_LIMIT   it did not come within size bytes, or within the stream's buffer; nothing
 *                        is lost, coir_read gets at the bytes
 *           COIR_EOF     the end came first; coir_partial(stream) bytes are in `into`
 *           COIR_VALUE   an empty separator
 *           and as coir_read
 * source    asyncio.StreamReader.readuntil */
COIR_LEAF_FUNCTION_ int coir_read_until(struct coir_stream *stream, void *into, size_t size,
                                        const void *separator, size_t length);

/* Read a line, as a string with its newline; at the end of the stream, what is left.
 *
 * line      receives at most size bytes, a 0 at the end included; size is at least 2
 * returns   its length; 0 at the end of the stream
 * errors    COIR_LIMIT   it is longer than size - 1, or than the stream's buffer; nothing is lost
 *           COIR_VALUE   size is below 2
 *           and as coir_read
 * source    asyncio.StreamReader.readline */
COIR_LEAF_FUNCTION_ int coir_readline(struct coir_stream *stream, char *line, size_t size);

/* How many bytes the last coir_read_exactly or coir_read_until put into its memory. */
static inline size_t coir_partial(const struct coir_stream *stream) {
    return stream->in.done;
}

/* Has the other side ended it, and is all of it read? */
static inline bool coir_at_eof(const struct coir_stream *stream) {
    return stream->ended && stream->first == stream->last;
}

/* Write all of it, waiting whenever the other side takes no more.
 *
 * from      size bytes, untouched by others until this is over
 * returns   0
 * errors    of the transport (COIR_PIPE, COIR_RESET, ...): coir_sent(stream) bytes were handed over
 *           COIR_CLOSED, also after coir_write_eof
 *           COIR_RUNTIME    another task waits to write
 *           COIR_CANCELLED  after coir_sent(stream) bytes
 * context   a task, in AWAIT
 * source    asyncio.StreamWriter.write and drain in one; here the caller's memory is the buffer */
COIR_LEAF_FUNCTION_ int coir_write_all(struct coir_stream *stream, const void *from, size_t size);

/* Write several pieces, one after the other, where possible in one system call.
 *
 * pieces    count of them, untouched by others until this is over; empty ones are skipped
 * returns, errors, context   as coir_write_all
 * source    asyncio.StreamWriter.writelines and drain in one */
int coir_write_pieces(struct coir_stream *stream, const struct coir_piece *pieces, size_t count);

/* Write from an open file without moving its bytes through this program, as much as goes.
 * coir_send_file (copy.h) writes all of it.
 *
 * fd        open for reading; its position does not change
 * offset    where to begin, in bytes; at most size bytes, 1 or more
 * returns   how many; 0 at the end of the file
 * errors    COIR_UNSUPPORTED   this stream or this file cannot do that; and as coir_write_all
 * context   a task, in AWAIT_INTO */
int coir_send_file_part(struct coir_stream *stream, int fd, int64_t offset, size_t size);

/* How many bytes of the last coir_write_all or coir_write_pieces were handed over. */
static inline size_t coir_sent(const struct coir_stream *stream) {
    return stream->out.done;
}

/* End the direction out: the other side reads to the end. Reading goes on. Idempotent. A task that
 * waits to write gets COIR_CLOSED, after coir_sent(stream) bytes; coir_writer_write_eof sends what was
 * written first.
 *
 * returns   0
 * errors    COIR_UNSUPPORTED, COIR_CLOSED, those of the transport
 * context   the loop's thread; in AWAIT or not
 * source    asyncio.StreamWriter.write_eof */
int coir_write_eof(struct coir_stream *stream);

/* Close both directions. Tasks that wait here get COIR_CLOSED. Idempotent; does nothing to a
 * stream that was zeroed and never opened.
 *
 * returns   0, always: it never waits, and may stand in AWAIT
 * context   the loop's thread */
int coir_close(struct coir_stream *stream);

/* Wait until somebody closes it: AWAIT(coir_wait_closed(&stream)). Returns 0. */
int coir_wait_closed(struct coir_stream *stream);

/* Was it closed by this side? */
static inline bool coir_is_closing(const struct coir_stream *stream) {
    return stream->state != 1;
}

/* ---- For transports, and for those who feed by hand ---- */

/* A read (COIR_READABLE) or a write (COIR_WRITABLE) may get somewhere now: whoever waits tries
 * again. */
void coir_stream_ready(struct coir_stream *stream, int bits);

/* Hand bytes to the reader, by copying them into the buffer.
 *
 * returns   0
 * errors    COIR_FULL       they do not all fit; none was taken
 *           COIR_RUNTIME    it was ended or closed
 * context   the loop's thread
 * source    asyncio.StreamReader.feed_data */
int coir_stream_feed(struct coir_stream *stream, const void *data, size_t size);

/* No more bytes will come. (feed_eof) */
void coir_stream_feed_eof(struct coir_stream *stream);

/* From now on every read and write gives this error, also those that wait, also with bytes in the
 * buffer. (set_exception) */
void coir_stream_fail(struct coir_stream *stream, int error);

/* ---- For a stream that stands on another ----
 *
 * TLS is one: what is written to it goes, changed, to a stream below. It sets that one's `above`,
 * whose notify is called from then on, and its own transport moves bytes with these two. While it
 * stands there nobody else reads or writes below. */

/* Move bytes that are there now.
 *
 * into      receives at most size bytes, from the buffer or from the transport
 * returns   how many; 0 at the end of the stream; COIR_PENDING: none now, notify will tell
 * errors    as coir_read
 * context   the loop's thread; it never waits */
int coir_stream_pull(struct coir_stream *stream, void *into, size_t size);

/* Move bytes out for which there is room now.
 *
 * from      size bytes, 1 or more
 * returns   how many were taken; COIR_PENDING: none now, notify will tell
 * errors    as coir_write_all
 * context   the loop's thread; it never waits */
int coir_stream_push(struct coir_stream *stream, const void *from, size_t size);

/* Nobody waits any more for what pull (COIR_READABLE) or push (COIR_WRITABLE) said COIR_PENDING
 * to. */
void coir_stream_forget(struct coir_stream *stream, int bit);

/* ---- Two streams joined in memory ---- */

/* One direction: a ring of bytes. Private. */
struct coir_conduit {
    char *bytes;
    size_t size, first, count;
    struct coir_stream *reader, *writer;
    bool ended;
};

/* Both directions. Private. */
struct coir_pair {
    struct coir_conduit there, back;
};

/* Make two streams such that each reads what the other writes: for tests, or between tasks.
 *
 * pair      yours, as long as either stream is open
 * there, back   size bytes, one or more, for each direction: what a writer may be ahead
 * context   one loop's thread */
void coir_stream_pair(struct coir_pair *pair, struct coir_stream *a, struct coir_stream *b,
                      void *there, void *back, size_t size);

COIR_C_END_

#endif
