/* writer.c - write without waiting, into a buffer that empties by itself.
 *
 * The writer stands above its stream and is told when there is room, so nothing but that runs to
 * empty the buffer. SPDX-License-Identifier: MIT
 */
#include "coir/writer.h"

static const struct coir_kind draining = {COIR_WHAT_("a writer to drain"), NULL, NULL};

static void wake_all_(struct coir_writer *writer) {
    while (!coir_list_empty(&writer->waiters))
        coir_wake(coir_first(&writer->waiters), COIR_PENDING);
}

static int fail_(struct coir_writer *writer, int error) {
    writer->error = error;
    writer->count = 0;
    writer->paused = 0;
    wake_all_(writer);
    return error;
}

/* The piece at the front of the ring. */
static size_t front_(const struct coir_writer *writer) {
    size_t straight = writer->size - writer->first;
    return writer->count < straight ? writer->count : straight;
}

/* Send what goes, and tell who waits for that. 0, also if not all of it went. */
static int send_(struct coir_writer *writer) {
    int n = 0;
    while (writer->count && n >= 0) {
        n = coir_stream_push(writer->stream, writer->buffer + writer->first, front_(writer));
        if (n < 0)
            break;
        writer->first = (writer->first + (size_t)n) % writer->size;
        writer->count -= (size_t)n;
    }
    if (n < 0 && n != COIR_PENDING)
        return fail_(writer, n);
    if (writer->paused && writer->count <= writer->low) {
        writer->paused = 0;
        wake_all_(writer);
    }
    if (writer->count == 0)
        wake_all_(writer);
    return 0;
}

/* Copy to the end of the ring, where there is room for it. */
static void put_(struct coir_writer *writer, const char *from, size_t size) {
    size_t at = (writer->first + writer->count) % writer->size, part = writer->size - at;
    part = size < part ? size : part;
    if (part)
        memcpy(writer->buffer + at, from, part);
    if (size > part)
        memcpy(writer->buffer, from + part, size - part);
    writer->count += size;
}

static void notify_(struct coir_above *above, struct coir_stream *stream, int bits) {
    struct coir_writer *writer =
        (struct coir_writer *)(void *)((char *)above - offsetof(struct coir_writer, above));
    if (coir_is_closing(stream))
        fail_(writer, COIR_CLOSED);
    else if (bits & COIR_WRITABLE)
        send_(writer);
}

void coir_writer_init(struct coir_writer *writer, struct coir_stream *stream, void *buffer,
                      size_t size) {
    memset(writer, 0, sizeof *writer);
    writer->kind = &draining;
    writer->stream = stream;
    writer->buffer = (char *)buffer;
    writer->size = size;
    writer->high = size - (size + 3) / 4;
    writer->low = writer->high / 4;
    coir_list_init(&writer->waiters);
    writer->above.notify = notify_;
    stream->above = &writer->above;
}

int coir_writer_limits(struct coir_writer *writer, size_t high, size_t low) {
    if (low > high || high >= writer->size)
        return COIR_VALUE;
    writer->high = high;
    writer->low = low;
    writer->paused = writer->count > (writer->paused ? low : high);
    if (!writer->paused)
        wake_all_(writer);
    return 0;
}

/* 0, or why what lies in the buffer goes nowhere. */
static int failed_(const struct coir_writer *writer) {
    if (writer->error)
        return writer->error;
    return coir_is_closing(writer->stream) ? (int)COIR_CLOSED : writer->stream->error;
}

/* 0, or why nothing can be written. */
static int refuses_(const struct coir_writer *writer) {
    int error = failed_(writer);
    return error == 0 && writer->stream->shut ? (int)COIR_CLOSED : error;
}

int coir_writer_write(struct coir_writer *writer, const void *from, size_t size) {
    struct coir_piece piece;
    piece.from = from;
    piece.size = size;
    return coir_writer_write_pieces(writer, &piece, 1);
}

/* A single piece that nothing is ahead of need not be copied, but for its rest. Returns how much
 * of it went, or an error. */
static int send_at_once_(struct coir_writer *writer, const char *from, size_t size) {
    size_t done = 0;
    while (done < size) {
        int n = coir_stream_push(writer->stream, from + done, size - done);
        if (n == COIR_PENDING)
            break;
        if (n < 0)
            return fail_(writer, n);
        done += (size_t)n;
    }
    put_(writer, from + done, size - done);
    return 0;
}

int coir_writer_write_pieces(struct coir_writer *writer, const struct coir_piece *pieces,
                             size_t count) {
    size_t size = 0, i;
    int error = refuses_(writer);
    if (error < 0)
        return error;
    for (i = 0; i < count; i++)
        size += pieces[i].size;
    if (size > writer->size - writer->count)
        return COIR_FULL;
    if (count == 1 && writer->count == 0) {
        error = send_at_once_(writer, (const char *)pieces->from, size);
    } else {
        bool idle = writer->count == 0; /* else it was said already that there is no room */
        for (i = 0; i < count; i++)
            put_(writer, (const char *)pieces[i].from, pieces[i].size);
        error = idle ? send_(writer) : 0;
    }
    if (writer->count > writer->high)
        writer->paused = 1;
    return error;
}

int coir_drain(struct coir_writer *writer) {
    int error = failed_(writer);
    if (error < 0)
        return error;
    return writer->paused ? coir_park(&writer->waiters, writer) : 0;
}

int coir_writer_flush(struct coir_writer *writer) {
    int error = failed_(writer);
    if (error < 0)
        return error;
    return writer->count ? coir_park(&writer->waiters, writer) : 0;
}

int coir_writer_write_eof(struct coir_writer *writer) {
    int n = coir_writer_flush(writer);
    return n == 0 ? coir_write_eof(writer->stream) : n;
}

int coir_writer_close(struct coir_writer *writer) {
    int n;
    if (coir_is_closing(writer->stream))
        return 0;
    n = coir_writer_flush(writer);
    if (n == COIR_PENDING)
        return n;
    writer->stream->above = NULL;
    coir_close(writer->stream);
    fail_(writer, COIR_CLOSED);
    return n;
}
