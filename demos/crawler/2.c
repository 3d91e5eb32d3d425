/* 2.c - follow the links, one page after the other.
 *
 * SPDX-License-Identifier: MIT
 */
#include "known.h"
#include "site.h"

struct crawl {
    CORO;
    int port;
    struct known known;
    int number;
    struct fetch fetch;
};

ASYNC(crawl) {
    known_init(&self->known);
    known_add(&self->known, "/");
    while (coir_queue_get_nowait(&self->known.todo, &self->number) == 0) {
        AWAIT(self->fetch, fetch, .port = self->port, .path = self->known.path[self->number]);
        known_page(&self->known, self->number, self->fetch.text);
        printf("%d  %s\n", self->known.status[self->number], self->known.path[self->number]);
    }
}
ASYNC_END

#include "app.h"
