/* message.h - read HTTP/1.1 requests and responses from a stream, one after the other.
 *
 * The bytes are parsed by llhttp, which is Node's parser. They stay where they were received: a head is
 * taken apart in place, and lies in the buffer until the next one is read. So nothing is allocated, and
 * a peer can make us hold no more than the buffer.
 *
 *     http_init(&self->request, HTTP_REQUEST, self->stream, self->bytes, sizeof self->bytes);
 *     AWAIT(self->head, http_read_head, .message = &self->request);
 *     puts(self->request.target);
 *     do {
 *         AWAIT(self->body, http_read_body, .message = &self->request);
 *         fwrite(self->request.body, 1, self->request.length, stdout);
 *     } while (self->request.length);
 *
 * Source: RFC 9112. SPDX-License-Identifier: MIT
 */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include <llhttp/llhttp.h>

#include "coir/coir.h"

enum { HTTP_FIELDS = 100 }; /* in a head, at most */

/* What is wrong with a message. */
#define HTTP_BAD COIR_USER(100) /* it is not HTTP */
#define HTTP_TOO_LARGE                                                                             \
    COIR_USER(101) /* the head has more fields, or bytes, than there is room for */
#define HTTP_CUT_SHORT COIR_USER(102) /* the other side closed in the middle of it */

/* "Content-Type: text/html", as two strings. */
struct http_field {
    char *name, *value;
    size_t name_length, value_length; /* while it is being read */
};

struct http_message {
    struct coir_stream *stream;
    char *buffer; /* size bytes: the head, then bytes that are not parsed, from first to last */
    size_t size, first, last;
    llhttp_t parser;
    char *target;       /* of a request, "/index.html?q=1"; of a response, its reason */
    const char *body;   /* the piece that http_read_body found */
    size_t length;      /* ... and how long it is; 0 at the end */
    bool has_no_body;   /* set it before reading the response to a HEAD request */
    uint8_t state;      /* private */
    int count;          /* of fields */
    size_t head_length; /* in bytes */
    size_t target_length;
    struct http_field fields[HTTP_FIELDS];
};

/* Begin to read messages of one kind.
 *
 * message   yours, for as long as the connection
 * type      HTTP_REQUEST, HTTP_RESPONSE
 * buffer    yours, size bytes: twice the longest head. The stream needs none */
void http_init(struct http_message *message, llhttp_type_t type, struct coir_stream *stream,
               void *buffer, size_t size);

/* Receive bytes. Private. */
struct http_read_more {
    CORO;
    struct http_message *message;
    int n;
};

ASYNC_DECLARE(http_read_more);

/* Read the next piece of the body: message->body, of message->length bytes, until the next call.
 *
 * errors    HTTP_BAD, HTTP_CUT_SHORT, and as coir_read */
struct http_read_body {
    CORO;
    struct http_message *message;
    /* private */
    int n;
    struct http_read_more more;
};

ASYNC_DECLARE(http_read_body);

/* Read the head of the next message; what is left of the body of the last one is skipped.
 *
 * errors    COIR_EOF         there is no next one
 *           HTTP_BAD, HTTP_TOO_LARGE, HTTP_CUT_SHORT
 *           and as coir_read */
struct http_read_head {
    CORO;
    struct http_message *message;
    /* private */
    int n;
    struct http_read_more more;
    struct http_read_body rest;
};

ASYNC_DECLARE(http_read_head);

COIR_C_BEGIN_

/* The value of a field, whatever its letters' case; the first, if there are several. NULL: none. */
const char *http_field(const struct http_message *message, const char *name);

/* How many fields of this name there are. */
int http_count(const struct http_message *message, const char *name);

/* Is the word in the comma-separated value of a field, whatever its letters' case? */
bool http_field_has(const struct http_message *message, const char *name, const char *word);

/* Will there be another message on this connection? Asked after the head. */
static inline bool http_keeps_alive(const struct http_message *message) {
    return llhttp_should_keep_alive(&message->parser);
}

/* Have all bytes of this message been read? */
bool http_is_over(const struct http_message *message);

/* Parse bytes that lie in the buffer already, from first to last: what the two coroutines do between
 * waiting. For tests.
 *
 * returns   1 when the head (a piece of the body, or its end) is there, 0: more bytes are needed
 * errors    HTTP_BAD, HTTP_TOO_LARGE */
int http_parse_head(struct http_message *message);
int http_parse_body(struct http_message *message);

COIR_C_END_

#endif
