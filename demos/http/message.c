/* message.c - read HTTP/1.1 requests and responses from a stream, one after the other.
 *
 * llhttp calls back with pieces of the buffer. Pieces of one value lie behind each other, unless the
 * value was folded over lines, or a body came in chunks: then they are moved together.
 * SPDX-License-Identifier: MIT
 */
#include "message.h"

#include <strings.h>

/* Where a message is. */
enum { BEGIN, IN_TARGET, IN_NAME, IN_VALUE, HEAD, BODY, OVER };

static struct http_message *of_(llhttp_t *parser) {
    return (struct http_message *)parser->data;
}

/* ---- What llhttp tells ---- */

/* Add a piece to what begins at *text. */
static void add_(char **text, size_t *length, const char *piece, size_t size) {
    if (*length == 0)
        *text = (char *)(uintptr_t)piece;
    else if (*text + *length != piece)
        memmove(*text + *length, piece, size);
    *length += size;
}

static int on_target_(llhttp_t *parser, const char *piece, size_t size) {
    struct http_message *message = of_(parser);
    message->state = IN_TARGET;
    add_(&message->target, &message->target_length, piece, size);
    return 0;
}

static int on_name_(llhttp_t *parser, const char *piece, size_t size) {
    struct http_message *message = of_(parser);
    struct http_field *field;
    if (message->state == HEAD || message->state == BODY) /* a trailer: nobody wants it */
        return 0;
    if (message->state != IN_NAME) {
        if (message->count == HTTP_FIELDS)
            return HPE_USER;
        memset(&message->fields[message->count++], 0, sizeof message->fields[0]);
    }
    message->state = IN_NAME;
    field = &message->fields[message->count - 1];
    add_(&field->name, &field->name_length, piece, size);
    return 0;
}

static int on_value_(llhttp_t *parser, const char *piece, size_t size) {
    struct http_message *message = of_(parser);
    struct http_field *field;
    if (message->state == HEAD || message->state == BODY)
        return 0;
    message->state = IN_VALUE;
    field = &message->fields[message->count - 1];
    add_(&field->value, &field->value_length, piece, size);
    return 0;
}

/* A name without a value: the next name must not go on with this one. */
static int on_value_over_(llhttp_t *parser) {
    struct http_message *message = of_(parser);
    if (message->state == IN_NAME)
        message->state = IN_VALUE;
    return 0;
}

static int on_head_(llhttp_t *parser) {
    struct http_message *message = of_(parser);
    message->state = HEAD;
    parser->upgrade = 0; /* nobody has to accept one */
    return message->has_no_body ? 1 : (int)HPE_PAUSED;
}

static int on_body_(llhttp_t *parser, const char *piece, size_t size) {
    struct http_message *message = of_(parser);
    char *body = (char *)(uintptr_t)message->body;
    add_(&body, &message->length, piece, size);
    message->body = body;
    return 0;
}

static int on_over_(llhttp_t *parser) {
    of_(parser)->state = OVER;
    return HPE_PAUSED;
}

static llhttp_settings_t settings_(void) {
    llhttp_settings_t settings;
    llhttp_settings_init(&settings);
    settings.on_url = on_target_;
    settings.on_status = on_target_;
    settings.on_header_field = on_name_;
    settings.on_header_value = on_value_;
    settings.on_header_value_complete = on_value_over_;
    settings.on_headers_complete = on_head_;
    settings.on_body = on_body_;
    settings.on_message_complete = on_over_;
    return settings;
}

/* ---- Parsing what was received ---- */

/* Hand the parser so many of the bytes that are there. */
static int parse_(struct http_message *message, size_t size) {
    const char *from = message->buffer + message->first;
    llhttp_settings_t settings = settings_();
    llhttp_errno_t error;
    message->parser.settings = &settings;
    error = llhttp_execute(&message->parser, from, size);
    message->parser.settings = NULL;
    if (error == HPE_PAUSED) {
        message->first = (size_t)(llhttp_get_error_pos(&message->parser) - message->buffer);
        llhttp_resume(&message->parser);
        return 0;
    }
    if (error == HPE_OK) {
        message->first += size;
        return 0;
    }
    return error == HPE_USER ? HTTP_TOO_LARGE : HTTP_BAD;
}

/* Make strings of what was found; what stands behind each has been parsed. */
static void end_strings_(struct http_message *message) {
    static char nothing[1];
    for (int i = 0; i < message->count; i++) {
        struct http_field *field = &message->fields[i];
        field->name[field->name_length] = 0;
        if (!field->value_length)
            field->value = nothing;
        field->value[field->value_length] = 0;
    }
    if (!message->target_length)
        message->target = nothing;
    message->target[message->target_length] = 0;
}

/* How much came in one piece is chance, so it does not matter whether a head is too long while it comes
 * or when it is there. One without a body is over then: the parser needs no more bytes to see that. */
int http_parse_head(struct http_message *message) {
    int error = parse_(message, message->last - message->first);
    if (error < 0)
        return error;
    if (message->state < HEAD)
        return message->last >= message->size / 2 ? HTTP_TOO_LARGE : 0;
    end_strings_(message);
    message->head_length = message->first;
    if (message->head_length > message->size / 2)
        return HTTP_TOO_LARGE;
    error = message->state == OVER ? 0 : parse_(message, 0);
    return error < 0 ? error : 1;
}

int http_parse_body(struct http_message *message) {
    int error = 0;
    message->length = 0;
    if (message->state == OVER)
        return 1;
    message->state = BODY;
    error = parse_(message, message->last - message->first);
    if (error < 0)
        return error;
    return message->length || message->state == OVER;
}

/* ---- Messages ---- */

void http_init(struct http_message *message, llhttp_type_t type, struct coir_stream *stream,
               void *buffer, size_t size) {
    llhttp_settings_t settings = settings_();
    memset(message, 0, sizeof *message);
    message->stream = stream;
    message->buffer = (char *)buffer;
    message->size = size;
    message->state = OVER;
    llhttp_init(&message->parser, type, &settings);
    message->parser.data = message;
}

/* Forget the last message; bytes of the next one move to the front. */
static void begin_(struct http_message *message) {
    memmove(message->buffer, message->buffer + message->first, message->last - message->first);
    message->last -= message->first;
    message->first = 0;
    message->count = 0;
    message->target_length = 0;
    message->state = BEGIN;
}

/* A piece of the body is not needed any more, so its room is free. */
static void make_room_(struct http_message *message) {
    size_t held = message->last - message->first;
    memmove(message->buffer + message->head_length, message->buffer + message->first, held);
    message->first = message->head_length;
    message->last = message->first + held;
}

/* Take what came; nothing is the end of the connection. */
static int received_(struct http_message *message, int n) {
    message->last += (size_t)n;
    if (n > 0)
        return 0;
    if (message->state == BEGIN && message->first == message->last)
        return COIR_EOF;
    llhttp_finish(&message->parser); /* a body that goes on until the connection ends is over now */
    return message->state == OVER ? 0 : HTTP_CUT_SHORT;
}

static int finish_(struct http_message *message, int n) {
    llhttp_settings_t settings = settings_();
    int error;
    message->parser.settings = &settings;
    error = received_(message, n);
    message->parser.settings = NULL;
    return error;
}

/* The leaf of all waiting here. */
static int receive_(struct http_message *message) {
    return coir_read(message->stream, message->buffer + message->last,
                     message->size - message->last);
}

ASYNC(http_read_more) {
    AWAIT_INTO(self->n, receive_(self->message));
    AWAIT(finish_(self->message, self->n));
}
ASYNC_END

ASYNC(http_read_body) {
    make_room_(self->message);
    for (;;) {
        AWAIT_INTO(self->n, http_parse_body(self->message));
        if (self->n)
            RETURN();
        AWAIT(self->more, http_read_more, .message = self->message);
    }
}
ASYNC_END

ASYNC(http_read_head) {
    while (self->message->state != OVER)
        AWAIT(self->rest, http_read_body, .message = self->message);
    begin_(self->message);
    for (;;) {
        AWAIT_INTO(self->n, self->message->last ? http_parse_head(self->message) : 0);
        if (self->n)
            RETURN();
        AWAIT(self->more, http_read_more, .message = self->message);
    }
}
ASYNC_END

/* ---- Asking ---- */

bool http_is_over(const struct http_message *message) {
    return message->state == OVER;
}

const char *http_field(const struct http_message *message, const char *name) {
    for (int i = 0; i < message->count; i++)
        if (strcasecmp(message->fields[i].name, name) == 0)
            return message->fields[i].value;
    return NULL;
}

int http_count(const struct http_message *message, const char *name) {
    int count = 0;
    for (int i = 0; i < message->count; i++)
        count += strcasecmp(message->fields[i].name, name) == 0;
    return count;
}

bool http_field_has(const struct http_message *message, const char *name, const char *word) {
    const char *value = http_field(message, name);
    size_t length = strlen(word);
    for (; value && *value; value += strcspn(value, ",")) {
        value += strspn(value, ", \t");
        if (strncasecmp(value, word, length) == 0 && strchr(", \t;", value[length]))
            return true;
    }
    return false;
}
