/* page.h - get a page, and find the links in it: as little of HTTP and HTML as our site needs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWLER_PAGE_H
#define CRAWLER_PAGE_H

#include <stdio.h>

#include "coir/coir.h"

/* ---- Get it ---- */

struct fetch {
    CORO;
    int port;
    const char *path;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char text[1024]; /* the request, then the answer */
    size_t used;
    int n;
};

ASYNC(fetch) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->port,
          .stream = &self->stream);
    TRY {
        snprintf(self->text, sizeof self->text, "GET %s HTTP/1.0\r\n\r\n", self->path);
        AWAIT(coir_write_all(&self->stream, self->text, strlen(self->text)));
        do {
            AWAIT_INTO(self->n, coir_read(&self->stream, self->text + self->used,
                                          sizeof self->text - 1 - self->used));
            self->used += (size_t)self->n;
        } while (self->n > 0);
        self->text[self->used] = 0;
    }
    FINALLY {
        AWAIT(coir_close(&self->stream));
    }
    TRY_END
}
ASYNC_END

/* ---- Look into it ---- */

static inline int status_of(const char *text) {
    int status = 0;
    return sscanf(text, "HTTP/1.0 %d", &status) == 1 ? status : 0;
}

/* Copy the link behind *at, and move *at on. False: there is none. */
static inline bool next_link(const char **at, char link[64]) {
    const char *href = strstr(*at, "href=\"");
    if (!href || sscanf(href, "href=\"%63[^\"]", link) != 1)
        return false;
    *at = href + 6;
    return true;
}

#endif
