/* pool.h - keep connections for the next request to the same host, within a number for all.
 *
 * As many connections as there are workers, each in use by one of them, or at rest, or closed. So a worker
 * that needs one always finds one: of its host, or closed, or it closes the one that rests longest.
 * Costs 40 KB for each, once; nothing is allocated later. SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_POOL_H
#define CRAWL_POOL_H

#include "connect.h"
#include "frontier.h"
#include "http/message.h"

/* A connection, and what is being said over it. */
struct connection {
    struct coir_link link; /* at rest or closed */
    struct host *host;
    unsigned requests; /* that were answered */
    struct line line;
    struct http_message message;
    char in[32 << 10], out[URL_LENGTH + URL_HOST + 256];
};

struct pool {
    struct connection *connections;
    struct coir_link resting, closed; /* resting: the oldest first */
};

/* Make room for so many. Returns 0, or COIR_NO_MEMORY. */
int pool_init(struct pool *pool, unsigned connections);

/* Close those at rest, and free all. In the loop: none may be in use. */
void pool_end(struct pool *pool);

/* Take a connection to a host: AWAIT(self->take, pool_take, .pool = ..., .host = ...). It is in
 * .result, until pool_give.
 *
 * fresh     true: a new one
 * why       receives what TLS says about an error, or ""
 * errors    as line_open */
struct pool_take {
    CORO;
    struct pool *pool;
    struct host *host;
    bool fresh;
    const char **why;
    struct connection *result;
    /* private */
    struct line_open open;
};

ASYNC_DECLARE(pool_take);

/* Give it back; unless it is to be kept, it is closed. */
void pool_give(struct pool *pool, struct connection *connection, bool keep);

#endif
