/* stream.c - read and write bytes in order, waiting when the other side is not ready.
 *
 * A read that finds its bytes in the buffer costs a copy; one that does not, a call of the
 * transport too, straight into the caller's memory if that is at least as big as the buffer.
 * SPDX-License-Identifier: MIT
 */
#include "coir/stream.h"

#if COIR_GRANTS || !COIR_SMALL

#include <limits.h>

enum { NEVER, OPEN, CLOSED };

/* After this many calls of a transport without waiting, a task lets the others run. */
enum { PATIENCE = 32 };

/* ---- Waiting ---- */

/* The task that waits was cancelled, before or after it was woken. */
static void abandon_reading_(void *object) {
    struct coir_stream *stream =
        (struct coir_stream *)(void *)((char *)object - offsetof(struct coir_stream, in));
    stream->in.task = NULL;
    coir_stream_forget(stream, COIR_READABLE);
}

static void abandon_writing_(void *object) {
    struct coir_stream *stream =
        (struct coir_stream *)(void *)((char *)object - offsetof(struct coir_stream, out));
    stream->out.task = NULL;
    coir_stream_forget(stream, COIR_WRITABLE);
}

static bool cancel_reading_(void *object) {
    abandon_reading_(object);
    return false;
}

static bool cancel_writing_(void *object) {
    abandon_writing_(object);
    return false;
}

static const struct coir_kind reading = {COIR_WHAT_("bytes to read"), cancel_reading_,
                                         abandon_reading_};
static const struct coir_kind writing = {COIR_WHAT_("room to write"), cancel_writing_,
                                         abandon_writing_};
static const struct coir_kind closing = {COIR_WHAT_("a stream to be closed"), NULL, NULL};

#if COIR_SMALL
static struct coir_task *who_(const struct coir_way *way) {
    return way->task ? way->task : coir_first(&way->waiting);
}

static int wait_(struct coir_stream *stream, struct coir_way *way) {
    stream->calls = 0;
    return coir_park(&way->waiting, way);
}
#else
static struct coir_task *who_(const struct coir_way *way) {
    return way->task;
}

static int wait_(struct coir_stream *stream, struct coir_way *way) {
    way->task = coir_current();
    stream->calls = 0;
    return coir_park(NULL, way);
}
#endif

/* Let whoever waits try again. The grant tells abandon_reading_, say, if it is cancelled before it runs. */
static void wake_(struct coir_way *way) {
    struct coir_task *task = who_(way);
    if (!task || task->entry.state != COIR_PARKED)
        return;
    way->task = task;
    task->entry.flags |= COIR_GRANTED_;
    coir_wake(task, COIR_PENDING);
}

/* Let whoever waits, or was woken and has not run, end without looking at the stream again. */
static void dismiss_(struct coir_way *way) {
    struct coir_task *task = who_(way);
    if (!task)
        return;
    way->task = NULL;
    task->entry.flags &= (uint8_t)~COIR_GRANTED_;
    task->entry.word = COIR_CLOSED;
    coir_wake(task, COIR_CLOSED);
}

/* Begin an operation, or go on with it: 1 if this task was woken to go on, 0 if it is new. */
static int enter_(const struct coir_stream *stream, struct coir_way *way) {
    struct coir_task *task = who_(way);
    if (!task)
        way->done = 0;
    if (stream->state != OPEN)
        return COIR_CLOSED;
    if (!task)
        return 0;
    if (task != coir_current())
        return COIR_RUNTIME;
    task->entry.flags &= (uint8_t)~COIR_GRANTED_;
    way->task = NULL;
    return 1;
}

/* It is the others' turn after many calls in a row: a peer that is always ready must not starve
 * them. */
static bool is_patience_over_(struct coir_stream *stream, struct coir_way *way) {
    if (++stream->calls <= PATIENCE)
        return false;
    wait_(stream, way);
    wake_(way);
    return true;
}

void coir_stream_ready(struct coir_stream *stream, int bits) {
    if (bits & COIR_READABLE)
        wake_(&stream->in);
    if (bits & COIR_WRITABLE)
        wake_(&stream->out);
    if (stream->above)
        stream->above->notify(stream->above, stream, bits);
}

void coir_stream_forget(struct coir_stream *stream, int bit) {
    if (stream->transport && stream->transport->forget)
        stream->transport->forget(stream, bit);
}

/* ---- Opening and closing ---- */

void coir_stream_init(struct coir_stream *stream, const struct coir_transport *transport,
                      void *owner) {
    memset(stream, 0, sizeof *stream);
    stream->transport = transport;
    stream->owner = owner;
    stream->kind = &closing;
    stream->in.kind = &reading;
    stream->out.kind = &writing;
    coir_list_init(&stream->closing);
#if COIR_SMALL
    coir_list_init(&stream->in.waiting);
    coir_list_init(&stream->out.waiting);
#endif
    stream->state = OPEN;
}

void coir_stream_buffer(struct coir_stream *stream, void *buffer, size_t size) {
    stream->buffer = (char *)buffer;
    stream->size = size < INT_MAX ? (unsigned)size : INT_MAX; /* reads give an int */
    stream->first = stream->last = 0;
}

int coir_write_eof(struct coir_stream *stream) {
    int error;
    if (stream->state != OPEN)
        return COIR_CLOSED;
    if (stream->shut)
        return 0;
    if (!stream->transport || !stream->transport->shutdown)
        return COIR_UNSUPPORTED;
    error = stream->transport->shutdown(stream);
    if (error < 0)
        return error;
    stream->shut = 1;
    return 0;
}

int coir_close(struct coir_stream *stream) {
    if (stream->state != OPEN)
        return 0;
    stream->state = CLOSED;
    if (stream->transport && stream->transport->close)
        stream->transport->close(stream);
    dismiss_(&stream->in);
    dismiss_(&stream->out);
    while (!coir_list_empty(&stream->closing))
        coir_wake(coir_first(&stream->closing), 0);
    if (stream->above)
        stream->above->notify(stream->above, stream, COIR_READABLE | COIR_WRITABLE);
    return 0;
}

int coir_wait_closed(struct coir_stream *stream) {
    if (stream->state != OPEN)
        return 0;
    return coir_park(&stream->closing, stream);
}

/* ---- Reading ---- */

static size_t held_(const struct coir_stream *stream) {
    return stream->last - stream->first;
}

static void take_(struct coir_stream *stream, void *into, size_t size) {
    if (size)
        memcpy(into, stream->buffer + stream->first, size);
    stream->first += (unsigned)size;
    if (stream->first == stream->last)
        stream->first = stream->last = 0;
}

/* Move what is held to the front, to have all free room in one piece. */
static void tidy_(struct coir_stream *stream) {
    if (stream->first)
        memmove(stream->buffer, stream->buffer + stream->first, held_(stream));
    stream->last -= stream->first;
    stream->first = 0;
}

/* Ask the transport for bytes, and remember how it ends; who waits to write has to know of an error. A
 * fed stream has none now. */
static int ask_(struct coir_stream *stream, void *into, size_t size) {
    int n;
    if (!stream->transport)
        return COIR_PENDING;
    n = stream->transport->read(stream, into, size < INT_MAX ? size : INT_MAX);
    if (n == 0)
        stream->ended = 1;
    if (n < 0 && n != COIR_PENDING) {
        stream->error = n;
        coir_stream_ready(stream, COIR_WRITABLE);
    }
    return n;
}

/* The same for a task: how many came, 0 at the end, an error, or COIR_PENDING after parking. */
static int receive_(struct coir_stream *stream, void *into, size_t size) {
    int n;
    if (stream->error)
        return stream->error;
    if (stream->ended)
        return 0;
    if (stream->transport && is_patience_over_(stream, &stream->in))
        return COIR_PENDING;
    n = ask_(stream, into, size);
    return n == COIR_PENDING ? wait_(stream, &stream->in) : n;
}

/* The same into the buffer, which has room. */
static int fill_(struct coir_stream *stream) {
    int n;
    tidy_(stream);
    n = receive_(stream, stream->buffer + stream->last, stream->size - stream->last);
    if (n > 0)
        stream->last += (unsigned)n;
    return n;
}

static size_t smaller_(size_t a, size_t b) {
    return a < b ? a : b;
}

int coir_read(struct coir_stream *stream, void *into, size_t size) {
    int n = enter_(stream, &stream->in);
    if (n < 0 || size == 0)
        return n < 0 ? n : 0;
    if (stream->error)
        return stream->error;
    if (!held_(stream)) {
        /* A fed stream has no other way than its buffer. */
        if (size >= stream->size && stream->transport)
            return receive_(stream, into, size);
        n = fill_(stream);
        if (n <= 0)
            return n;
    }
    size = smaller_(smaller_(size, held_(stream)), INT_MAX);
    take_(stream, into, size);
    return (int)size;
}

int coir_stream_pull(struct coir_stream *stream, void *into, size_t size) {
    if (stream->state != OPEN)
        return COIR_CLOSED;
    if (stream->error)
        return stream->error;
    if (!held_(stream))
        return stream->ended || !size ? 0 : ask_(stream, into, size);
    size = smaller_(smaller_(size, held_(stream)), INT_MAX);
    take_(stream, into, size);
    return (int)size;
}

/* Move out what is held, up to a total of size. */
static void move_out_(struct coir_stream *stream, void *into, size_t size) {
    size_t part = smaller_(size - stream->in.done, held_(stream));
    take_(stream, (char *)into + stream->in.done, part);
    stream->in.done += part;
}

/* Get more for a read that wants size bytes in all. */
static int read_more_(struct coir_stream *stream, char *into, size_t size) {
    size_t *done = &stream->in.done;
    int n;
    if (size <= stream->size)
        return fill_(stream);
    /* More than the buffer can hold until it is complete, so it is moved out as it comes. */
    move_out_(stream, into, size);
    if (size - *done < stream->size || !stream->transport)
        return fill_(stream);
    n = receive_(stream, into + *done, size - *done);
    *done += n > 0 ? (size_t)n : 0;
    return n;
}

int coir_read_exactly(struct coir_stream *stream, void *into, size_t size) {
    int n = enter_(stream, &stream->in);
    if (n < 0)
        return n;
    if (stream->error)
        return stream->error;
    while (stream->in.done + held_(stream) < size) {
        n = read_more_(stream, (char *)into, size);
        if (n < 0)
            return n;
        if (n == 0) {
            move_out_(stream, into, size);
            return COIR_EOF;
        }
    }
    move_out_(stream, into, size);
    return 0;
}

/* Where the separator ends in what is held, counted from its beginning, or 0. */
static size_t find_(struct coir_stream *stream, const char *separator, size_t length) {
    const char *from = stream->buffer + stream->first;
    size_t held = held_(stream), at = stream->scanned;
    while (at + length <= held) {
        const char *hit = (const char *)memchr(from + at, *separator, held - at - length + 1);
        if (!hit)
            break;
        at = (size_t)(hit - from);
        if (memcmp(hit, separator, length) == 0)
            return at + length;
        at++;
    }
    /* Only the last bytes can begin a separator that is not complete. */
    stream->scanned = (unsigned)(held >= length ? held - length + 1 : 0);
    return 0;
}

int coir_read_until(struct coir_stream *stream, void *into, size_t size, const void *separator,
                    size_t length) {
    size_t end;
    int n = enter_(stream, &stream->in);
    if (n < 0)
        return n;
    if (length == 0)
        return COIR_VALUE;
    if (stream->error)
        return stream->error;
    if (n == 0)
        stream->scanned = 0;
    while (!(end = find_(stream, (const char *)separator, length))) {
        if (held_(stream) >= smaller_(size, stream->size))
            return COIR_LIMIT;
        n = fill_(stream);
        if (n < 0)
            return n;
        if (n == 0) {
            stream->in.done = held_(stream);
            take_(stream, into, stream->in.done);
            return COIR_EOF;
        }
    }
    if (end > size)
        return COIR_LIMIT;
    stream->in.done = end;
    take_(stream, into, end);
    return (int)end;
}

int coir_readline(struct coir_stream *stream, char *line, size_t size) {
    int n = size < 2 ? (int)COIR_VALUE : coir_read_until(stream, line, size - 1, "\n", 1);
    if (n == COIR_EOF)
        n = (int)stream->in.done;
    if (n >= 0)
        line[n] = 0;
    return n;
}

int coir_stream_feed(struct coir_stream *stream, const void *data, size_t size) {
    if (stream->state != OPEN || stream->ended)
        return COIR_RUNTIME;
    tidy_(stream);
    if (size > stream->size - stream->last)
        return COIR_FULL;
    if (size)
        memcpy(stream->buffer + stream->last, data, size);
    stream->last += (unsigned)size;
    if (size)
        coir_stream_ready(stream, COIR_READABLE);
    return 0;
}

void coir_stream_feed_eof(struct coir_stream *stream) {
    stream->ended = 1;
    coir_stream_ready(stream, COIR_READABLE);
}

void coir_stream_fail(struct coir_stream *stream, int error) {
    stream->error = error;
    coir_stream_ready(stream, COIR_READABLE | COIR_WRITABLE);
}

/* ---- Writing ---- */

/* 0, or why nothing can be written. */
static int refuses_(const struct coir_stream *stream) {
    if (stream->error || stream->shut)
        return stream->error ? stream->error : (int)COIR_CLOSED;
    return stream->transport ? 0 : (int)COIR_UNSUPPORTED;
}

int coir_stream_push(struct coir_stream *stream, const void *from, size_t size) {
    int error = stream->state == OPEN ? refuses_(stream) : (int)COIR_CLOSED;
    return error < 0 ? error : stream->transport->write(stream, from, smaller_(size, INT_MAX));
}

/* What is left after the first `skip` bytes goes out, as much as the transport takes. */
static int write_some_(struct coir_stream *stream, const struct coir_piece *pieces, size_t count,
                       size_t skip) {
    const struct coir_transport *transport = stream->transport;
    if (count > 1 && transport->write_pieces)
        return transport->write_pieces(stream, pieces, count, skip);
    while (skip >= pieces->size)
        skip -= pieces++->size;
    return transport->write(stream, (const char *)pieces->from + skip,
                            smaller_(pieces->size - skip, INT_MAX));
}

/* Begin to write, or go on: 0, or why not. */
static int enter_writing_(struct coir_stream *stream) {
    int n = enter_(stream, &stream->out);
    return n < 0 ? n : refuses_(stream);
}

int coir_write_pieces(struct coir_stream *stream, const struct coir_piece *pieces, size_t count) {
    struct coir_way *way = &stream->out;
    size_t size = 0, i;
    int n = enter_writing_(stream);
    if (n < 0)
        return n;
    for (i = 0; i < count; i++)
        size += pieces[i].size;
    while (way->done < size) {
        if (is_patience_over_(stream, way))
            return COIR_PENDING;
        n = write_some_(stream, pieces, count, way->done);
        if (n == COIR_PENDING)
            return wait_(stream, way);
        if (n < 0)
            return n;
        way->done += (size_t)n;
    }
    return 0;
}

int coir_write_all(struct coir_stream *stream, const void *from, size_t size) {
    struct coir_piece piece;
    piece.from = from;
    piece.size = size;
    return coir_write_pieces(stream, &piece, 1);
}

int coir_send_file_part(struct coir_stream *stream, int fd, int64_t offset, size_t size) {
    struct coir_way *way = &stream->out;
    int n = enter_writing_(stream);
    if (n < 0)
        return n;
    if (!stream->transport->send_file)
        return COIR_UNSUPPORTED;
    if (is_patience_over_(stream, way))
        return COIR_PENDING;
    n = stream->transport->send_file(stream, fd, offset, smaller_(size, INT_MAX));
    return n == COIR_PENDING ? wait_(stream, way) : n;
}

#endif
