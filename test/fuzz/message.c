/* message.c - fuzz the reader of HTTP messages: how the bytes are cut into pieces makes no difference.
 *
 * Requests or responses are parsed once in one piece and once in pieces; heads and bodies must be the
 * same, or both must be refused. SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>

#include "http/message.h"

enum { ROOM = 1 << 13 };

/* What one way of cutting gave. */
struct seen {
    size_t used;
    char text[1 << 15];
};

static void see(struct seen *seen, const char *bytes, size_t size) {
    if (size > sizeof seen->text - seen->used)
        size = sizeof seen->text - seen->used;
    if (size)
        memcpy(seen->text + seen->used, bytes, size);
    seen->used += size;
}

static void see_text(struct seen *seen, const char *text) {
    see(seen, text, strlen(text) + 1);
}

/* Bytes that arrive in pieces. */
static const uint8_t *rest;
static size_t left, piece;

static int feed(struct coir_stream *stream, void *into, size_t size) {
    size_t n = piece < left ? piece : left;
    (void)stream;
    n = n < size ? n : size;
    memcpy(into, rest, n);
    rest += n;
    left -= n;
    return (int)n;
}

static const struct coir_transport transport = {feed, NULL, NULL, NULL, NULL, NULL, NULL};

struct parse {
    CORO;
    struct seen *seen;
    struct http_message message;
    struct http_read_head head;
    struct http_read_body body;
    struct coir_stream stream;
    llhttp_type_t type;
    char buffer[ROOM];
};

static void see_head(struct seen *seen, const struct http_message *message) {
    see_text(seen, message->target);
    for (int i = 0; i < message->count; i++) {
        see_text(seen, message->fields[i].name);
        see_text(seen, message->fields[i].value);
    }
    see_text(seen, http_keeps_alive(message) ? "keep" : "close");
}

ASYNC(parse) {
    coir_stream_init(&self->stream, &transport, NULL);
    http_init(&self->message, self->type, &self->stream, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT(self->head, http_read_head, .message = &self->message);
        see_head(self->seen, &self->message);
        do {
            AWAIT(self->body, http_read_body, .message = &self->message);
            see(self->seen, self->message.body, self->message.length);
        } while (self->message.length);
        see_text(self->seen, "end");
    }
}
ASYNC_END

static int run(struct seen *seen, const uint8_t *input, size_t size, llhttp_type_t type,
               size_t cut) {
    static COIR_TASK(parse) task;
    static struct coir_virtual port;
    static struct coir_loop loop;
    int outcome;
    memset(&task, 0, sizeof task);
    seen->used = 0;
    rest = input;
    left = size;
    piece = cut;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, task, parse, .seen = seen, .type = type);
    coir_run(&loop);
    outcome = coir_outcome(&task.task); /* read, so that nobody reports it */
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    return outcome;
}

/* With a field too many that is also wrong, either may be seen first. */
static int is_refused(int outcome) {
    return outcome == HTTP_BAD || outcome == HTTP_TOO_LARGE;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
    static struct seen whole, parts;
    llhttp_type_t type;
    int one, other;
    if (size < 2 || size > ROOM / 4)
        return 0;
    type = input[0] & 1 ? HTTP_REQUEST : HTTP_RESPONSE;
    one = run(&whole, input + 2, size - 2, type, size);
    other = run(&parts, input + 2, size - 2, type, (size_t)1 + input[1] % 40);
    if (one != other && !(is_refused(one) && is_refused(other)))
        abort();
    /* What was wrong may be seen earlier, or later, than the last piece of a body. */
    if (one == COIR_EOF && (whole.used != parts.used || memcmp(whole.text, parts.text, whole.used)))
        abort();
    return 0;
}
