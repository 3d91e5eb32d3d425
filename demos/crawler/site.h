/* site.h - a web site of nine pages in our own process, each of which takes a while to come.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWLER_SITE_H
#define CRAWLER_SITE_H

#include <stdio.h>

#include "coir/coir.h"

enum { SITE_DELAY = 100 }; /* milliseconds that a page takes */

/* The links of each page. */
static const char *const site_pages[][4] = {
    {"/", "/apples", "/pears", "/lost"},
    {"/apples", "/apples/red", "/apples/green", "/"},
    {"/pears", "/pears/old", "/apples", NULL},
    {"/apples/red", "/apples/red/small", "/apples", NULL},
    {"/apples/green", "/apples/green/sour", "/", NULL},
    {"/pears/old", "/pears/old/jam", "/pears", NULL},
    {"/apples/red/small", "/", NULL, NULL},
    {"/apples/green/sour", "/", NULL, NULL},
    {"/pears/old/jam", "/", NULL, NULL},
};

/* Write the page of a path. Returns its length. */
static inline int site_write(char *into, size_t size, const char *path) {
    for (size_t i = 0; i < sizeof site_pages / sizeof site_pages[0]; i++) {
        const char *const *page = site_pages[i];
        if (strcmp(page[0], path) == 0)
            return snprintf(into, size,
                            "HTTP/1.0 200 OK\r\n\r\n<a href=\"%s\"><a href=\"%s\"><a href=\"%s\">",
                            page[1], page[2] ? page[2] : "/", page[3] ? page[3] : "/");
    }
    return snprintf(into, size, "HTTP/1.0 404 Not Found\r\n\r\n");
}

struct site_answer {
    COIR_CONNECTION;
    char buffer[512], line[512], path[64];
    int n;
};

ASYNC(site_answer) {
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    AWAIT(coir_readline(self->stream, self->line, sizeof self->line));
    if (sscanf(self->line, "GET %63s", self->path) != 1)
        RETURN();
    do
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
    while (self->n > 2);
    AWAIT(coir_sleep_ms(SITE_DELAY));
    self->n = site_write(self->line, sizeof self->line, self->path);
    AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
}
ASYNC_END

/* Serve it, as a task; the port is in site->listener.address once it was opened. */
struct site {
    CORO;
    struct coir_listener *listener;
    struct coir_serve serve;
};

ASYNC(site) {
    AWAIT(self->serve, coir_serve, .listener = self->listener, COIR_HANDLER(site_answer));
}
ASYNC_END

#endif
