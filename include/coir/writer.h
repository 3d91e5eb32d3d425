/* writer.h - write without waiting, into a buffer that empties by itself.
 *
 * Rung 12. For those who have many small things to say, or say them where nothing may wait. What is
 * written goes out at once if it can, else it lies in a buffer that you provide and goes as the
 * other side takes it, also when nobody waits for that. AWAIT the drain now and then, and a slow
 * reader slows its writer down: above the high mark it waits, until the low one is reached. The
 * buffer does not grow: what does not fit is refused. Costs the struct (96 bytes on 64-bit), your
 * buffer, and a copy of what cannot go at once.
 *
 *     coir_writer_init(&self->writer, &self->stream, self->room, sizeof self->room);
 *     ...
 *     coir_writer_write(&self->writer, "tick\n", 5);
 *     AWAIT(coir_drain(&self->writer));
 *
 * While a stream has a writer, write to it only through that. Reading is as ever.
 *
 * Needs: stream.h.   Semantics: asyncio.StreamWriter; its marks are here at most the buffer's size.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WRITER_H
#define COIR_WRITER_H

#include "coir/stream.h"

/* Private, but for `count` (the bytes that wait to go out: get_write_buffer_size). */
struct coir_writer {
    const struct coir_kind *kind;
    struct coir_stream *stream;
    struct coir_above above; /* on the stream */
    char *buffer;
    size_t size, first, count; /* a ring */
    size_t high, low;
    struct coir_link waiters;
    int error;      /* 0, or what became of the stream */
    uint8_t paused; /* from above the high mark to the low one */
};

COIR_C_BEGIN_

/* Give a stream a writer. The high mark is three quarters of the buffer, the low one a quarter of
 * that.
 *
 * writer    yours; stays where it is until the stream is closed
 * stream    open
 * buffer    size bytes, 1 or more, as long
 * context   the loop's thread */
void coir_writer_init(struct coir_writer *writer, struct coir_stream *stream, void *buffer,
                      size_t size);

/* Set the marks. Above high bytes drain waits, until there are no more than low.
 *
 * errors    COIR_VALUE   low above high, or high not below the buffer's size
 * source    asyncio.WriteTransport.set_write_buffer_limits */
int coir_writer_limits(struct coir_writer *writer, size_t high, size_t low);

/* Write; it never waits.
 *
 * from      size bytes; yours again at once
 * returns   0
 * errors    COIR_FULL   they do not all fit; none was taken
 *           COIR_CLOSED, and of the transport, as every later call gives it
 * context   the loop's thread
 * source    asyncio.StreamWriter.write */
int coir_writer_write(struct coir_writer *writer, const void *from, size_t size);

/* The same with several pieces, which go together or not at all. (writelines) */
int coir_writer_write_pieces(struct coir_writer *writer, const struct coir_piece *pieces,
                             size_t count);

/* Wait as long as too much lies in the buffer: AWAIT(coir_drain(&self->writer)).
 *
 * returns   0
 * errors    of the transport; the stream's own, if reading failed; COIR_CLOSED; COIR_CANCELLED,
 *           and nothing is lost
 * context   a task, in AWAIT; any number of them
 * source    asyncio.StreamWriter.drain */
int coir_drain(struct coir_writer *writer);

/* The same until the buffer is empty. */
int coir_writer_flush(struct coir_writer *writer);

/* The same, then end the direction out, as coir_write_eof. */
int coir_writer_write_eof(struct coir_writer *writer);

/* The same, then close the stream: AWAIT(coir_writer_close(&self->writer)). After an error it is
 * closed too, and the rest of the buffer is lost; cancelled it is not. coir_close(stream) alone
 * drops what is in the buffer.
 *
 * source    asyncio.StreamWriter.close and wait_closed */
int coir_writer_close(struct coir_writer *writer);

COIR_C_END_

#endif
