/* fetch.c - ask for a page, and find the links in it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

void reply_end(struct reply *reply) {
    links_end(&reply->links);
    unpack_end(&reply->unpack);
    free(reply->location);
    memset(reply, 0, sizeof *reply);
}

/* Everything behind the origin is what to ask for. */
static void write_request_(struct connection *connection, const char *url) {
    size_t origin = url_origin_length(url);
    const char *host = strchr(url, '/') + 2;
    snprintf(connection->out, sizeof connection->out,
             "GET %s HTTP/1.1\r\nHost: %.*s\r\nUser-Agent: coir-crawl/" COIR_VERSION
             "\r\nAccept: text/html, */*;q=0.1\r\nAccept-Encoding: gzip\r\n\r\n",
             url + origin, (int)(url + origin - host), host);
}

/* ---- The head ---- */

/* Is a type this one, whatever its letters' case and parameters? */
static bool is_type_(const char *type, const char *name) {
    size_t length = strlen(name);
    return strncasecmp(type, name, length) == 0 && strchr("; \t", type[length]);
}

/* Cut "utf-8" out of "text/html; charset=utf-8". NULL: nothing said. */
static const char *charset_(const char *type, char charset[32]) {
    const char *at = strcasestr(type, "charset=");
    size_t length;
    if (!at)
        return NULL;
    at += 8 + (at[8] == '"');
    length = strcspn(at, "\"; \t");
    snprintf(charset, 32, "%.*s", (int)length, at);
    return charset;
}

/* A page of the site's own, or something else. */
static int look_at_type_(struct reply *reply, const struct http_message *message, const char *url) {
    const char *type = http_field(message, "Content-Type");
    char charset[32];
    if (reply->status != 200 || !type ||
        !(is_type_(type, "text/html") || is_type_(type, "application/xhtml+xml")))
        return 0;
    reply->is_html = links_begin(&reply->links, url, charset_(type, charset));
    return reply->is_html ? 0 : (int)COIR_NO_MEMORY;
}

static int look_at_location_(struct reply *reply, const struct http_message *message,
                             const char *url) {
    const char *location = http_field(message, "Location");
    int status = reply->status;
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308)
        return 0;
    reply->location = location ? url_join(url, location) : NULL;
    return reply->location ? 0 : (int)BAD_REDIRECT;
}

static int look_at_head_(struct fetch_exchange *self) {
    const struct http_message *message = &self->connection->message;
    int error = look_at_type_(self->reply, message, self->url);
    if (error == 0)
        error = look_at_location_(self->reply, message, self->url);
    self->gzip = self->reply->is_html && (http_field_has(message, "Content-Encoding", "gzip") ||
                                          http_field_has(message, "Content-Encoding", "x-gzip"));
    if (error == 0 && self->gzip)
        error = unpack_begin(&self->reply->unpack);
    return error;
}

/* ---- The body ---- */

static int take_piece_(void *context, const char *piece, size_t size) {
    struct reply *reply = (struct reply *)context;
    reply->bytes += (int64_t)size;
    if (!reply->is_html)
        return 0;
    if (reply->bytes > PAGE_LENGTH)
        return PAGE_TOO_LARGE;
    return links_feed(&reply->links, piece, size) ? 0 : (int)COIR_NO_MEMORY;
}

/* A piece came; of 0 bytes, it was the end. */
static int look_at_body_(struct fetch_exchange *self) {
    struct reply *reply = self->reply;
    const struct http_message *message = &self->connection->message;
    if (message->length == 0) {
        if (self->gzip && !reply->unpack.over)
            return HTTP_CUT_SHORT;
        return reply->is_html && !links_feed(&reply->links, "", 0) ? (int)COIR_NO_MEMORY : 0;
    }
    if (self->gzip)
        return unpack_feed(&reply->unpack, message->body, message->length, take_piece_, reply);
    return take_piece_(reply, message->body, message->length);
}

/* Is the rest not worth reading? */
static bool is_enough_(const struct fetch_exchange *self) {
    return !self->reply->is_html && self->reply->bytes > DRAIN;
}

ASYNC(fetch_exchange) {
    write_request_(self->connection, self->url);
    AWAIT(coir_write_all(self->connection->line.stream, self->connection->out,
                         strlen(self->connection->out)));
    do
        AWAIT(self->head, http_read_head, .message = &self->connection->message);
    while (self->connection->message.parser.status_code < 200); /* a word in between */
    self->reply->status = self->connection->message.parser.status_code;
    self->result = http_keeps_alive(&self->connection->message);
    AWAIT(look_at_head_(self));
    do {
        AWAIT(self->body, http_read_body, .message = &self->connection->message);
        AWAIT(look_at_body_(self));
    } while (self->connection->message.length && !is_enough_(self));
    self->result = self->result && http_is_over(&self->connection->message) &&
                   self->connection->message.first == self->connection->message.last;
}
ASYNC_END

/* ---- Both, over a connection of the pool ---- */

/* Was a kept connection closed before the answer? */
static bool was_too_late_(const struct fetch *self, int error) {
    return self->connection->requests > 0 && self->reply->status == 0 &&
           (error == COIR_EOF || error == COIR_RESET || error == COIR_PIPE ||
            error == HTTP_CUT_SHORT || error == COIR_TRUNCATED);
}

ASYNC(fetch) {
    do {
        AWAIT(self->take, pool_take, .pool = self->pool, .host = self->host, .fresh = self->fresh,
              .why = &self->reply->why);
        self->connection = self->take.result;
        self->fresh = self->keep = false;
        TRY {
            AWAIT(self->exchange, fetch_exchange, .connection = self->connection, .url = self->url,
                  .reply = self->reply);
            self->connection->requests++;
            self->keep = self->exchange.result;
        }
        CATCH(COIR_ERROR) {
            self->fresh = was_too_late_(self, CAUGHT);
            if (!self->fresh)
                RAISE(CAUGHT);
        }
        FINALLY {
            pool_give(self->pool, self->connection, self->keep);
        }
        TRY_END
    } while (self->fresh);
}
ASYNC_END
