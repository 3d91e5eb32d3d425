/* pool.c - keep connections for the next request to the same host, within a number for all.
 *
 * SPDX-License-Identifier: MIT
 */
#include "pool.h"

#include <stdlib.h>

int pool_init(struct pool *pool, unsigned connections) {
    coir_list_init(&pool->resting);
    coir_list_init(&pool->closed);
    pool->connections = (struct connection *)calloc(connections, sizeof *pool->connections);
    if (!pool->connections)
        return COIR_NO_MEMORY;
    for (unsigned i = 0; i < connections; i++)
        coir_link_before(&pool->closed, &pool->connections[i].link);
    return 0;
}

static struct connection *take_(struct coir_link *link) {
    coir_unlink(link);
    return (struct connection *)(void *)link;
}

void pool_give(struct pool *pool, struct connection *connection, bool keep) {
    if (!keep)
        line_close(&connection->line);
    coir_link_before(keep ? &pool->resting : &pool->closed, &connection->link);
}

void pool_end(struct pool *pool) {
    while (pool->connections && !coir_list_empty(&pool->resting))
        pool_give(pool, take_(pool->resting.next), false);
    free(pool->connections);
    pool->connections = NULL;
}

/* The one of this host that rests for the shortest time, or NULL. */
static struct connection *resting_(struct pool *pool, const struct host *host) {
    for (struct coir_link *link = pool->resting.prev; link != &pool->resting; link = link->prev)
        if (((struct connection *)(void *)link)->host == host)
            return take_(link);
    return NULL;
}

/* One that is closed. */
static struct connection *closed_(struct pool *pool) {
    if (coir_list_empty(&pool->closed))
        pool_give(pool, take_(pool->resting.next), false);
    return take_(pool->closed.next);
}

ASYNC(pool_take) {
    self->result = self->fresh ? NULL : resting_(self->pool, self->host);
    if (self->result)
        RETURN();
    self->result = closed_(self->pool);
    self->result->host = self->host;
    self->result->requests = 0;
    TRY {
        AWAIT(self->open, line_open, .line = &self->result->line, .origin = &self->host->origin,
              .session = &self->host->session);
    }
    CATCH(COIR_ANY) {
        *self->why = self->result->line.why;
        coir_link_before(&self->pool->closed, &self->result->link);
        RAISE(CAUGHT);
    }
    TRY_END
    http_init(&self->result->message, HTTP_RESPONSE, self->result->line.stream, self->result->in,
              sizeof self->result->in);
}
ASYNC_END
