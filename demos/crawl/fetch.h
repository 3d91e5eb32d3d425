/* fetch.h - ask for a page, and find the links in it.
 *
 * One request over a connection of the pool. A kept connection may have been closed by the other side just
 * then: if there was no answer at all, it is asked once more, over a new one. HTML is read to its end;
 * of anything else, only as much as is cheaper than another connection.
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_FETCH_H
#define CRAWL_FETCH_H

#include "links.h"
#include "pool.h"
#include "unpack.h"

enum {
    PAGE_LENGTH = 64 << 20,
    DRAIN = 256 << 10
}; /* bytes, unpacked; bytes, of what is not HTML */

/* What came of it. Zeroed at first. */
struct reply {
    int status;      /* 0: none came */
    int64_t bytes;   /* of the body, unpacked */
    char *location;  /* where a redirect leads, or NULL */
    const char *why; /* what TLS says about an error, or "" */
    struct links links;
    bool is_html; /* links are what they are */
    struct unpack unpack;
};

void reply_end(struct reply *reply);

/* A request and its answer. Private. */
struct fetch_exchange {
    CORO;
    struct connection *connection;
    const char *url;
    struct reply *reply;
    bool gzip;
    struct http_read_head head;
    struct http_read_body body;
    bool result; /* may the connection be kept? */
};

ASYNC_DECLARE(fetch_exchange);

/* Fetch: AWAIT(self->fetch, fetch, .pool = ..., .host = ..., .url = ..., .reply = &self->reply).
 *
 * reply     yours until reply_end, whatever happens
 * errors    as line_open, http_read_body; UNPACK_BAD, PAGE_TOO_LARGE, BAD_REDIRECT, COIR_NO_MEMORY */
struct fetch {
    CORO;
    struct pool *pool;
    struct host *host;
    const char *url;
    struct reply *reply;
    /* private */
    struct connection *connection;
    struct pool_take take;
    struct fetch_exchange exchange;
    bool fresh, keep;
};

ASYNC_DECLARE(fetch);

#endif
