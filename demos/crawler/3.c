/* 3.c - follow the links, four pages at a time, and wait for none of them for ever.
 *
 * SPDX-License-Identifier: MIT
 */
#include "known.h"
#include "site.h"

enum { WORKERS = 4 };

struct worker {
    CORO;
    int port;
    struct known *known;
    int number;
    struct fetch fetch;
    struct coir_timeout timeout;
};

ASYNC(worker) {
    for (;;) {
        AWAIT(coir_queue_get(&self->known->todo, &self->number));
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(10)) {
                AWAIT(self->fetch, fetch, .port = self->port,
                      .path = self->known->path[self->number]);
            }
            ASYNC_WITH_END
            known_page(self->known, self->number, self->fetch.text);
        }
        CATCH(COIR_ERROR) {
            self->known->status[self->number] = CAUGHT;
        }
        FINALLY {
            coir_queue_task_done(&self->known->todo);
        }
        TRY_END
    }
}
ASYNC_END

struct crawl {
    CORO;
    int port;
    struct known known;
    struct coir_group group;
    COIR_TASK(worker) workers[WORKERS];
};

static void print_pages(const struct known *known) {
    int found = 0;
    for (int i = 0; i < known->count; i++)
        found += known->status[i] == 200;
    printf("%d paths, %d pages\n", known->count, found);
}

ASYNC(crawl) {
    known_init(&self->known);
    known_add(&self->known, "/");
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < WORKERS; i++)
            START(&self->group, self->workers[i], worker, .port = self->port,
                  .known = &self->known);
        AWAIT(coir_queue_join(&self->known.todo));
        coir_group_cancel(&self->group);
    }
    ASYNC_WITH_END
    print_pages(&self->known);
}
ASYNC_END

#include "app.h"
