/* known.h - every path that was seen, once, in the order in which it was seen.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWLER_KNOWN_H
#define CRAWLER_KNOWN_H

#include "page.h"

enum { PATHS = 100 };

struct known {
    struct coir_queue todo; /* numbers of paths that nobody has got yet */
    int slots[PATHS];
    char path[PATHS][64];
    int status[PATHS]; /* what came back */
    int count;
};

static inline void known_init(struct known *known) {
    memset(known, 0, sizeof *known);
    coir_queue_init(&known->todo, known->slots, sizeof known->slots[0], PATHS);
}

/* A new path goes into the queue. */
static inline void known_add(struct known *known, const char *path) {
    for (int i = 0; i < known->count; i++)
        if (strcmp(known->path[i], path) == 0)
            return;
    if (known->count == PATHS)
        return;
    snprintf(known->path[known->count], sizeof known->path[0], "%s", path);
    coir_queue_put_nowait(&known->todo, &known->count);
    known->count++;
}

/* A page came: keep its status, and its links. */
static inline void known_page(struct known *known, int number, const char *text) {
    char link[64];
    known->status[number] = status_of(text);
    while (next_link(&text, link))
        known_add(known, link);
}

#endif
