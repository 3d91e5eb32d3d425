/* 1.c - get one page, and print its links.
 *
 * SPDX-License-Identifier: MIT
 */
#include "page.h"
#include "site.h"

struct crawl {
    CORO;
    int port;
    struct fetch fetch;
};

static void print_links(const char *text) {
    char link[64];
    while (next_link(&text, link))
        printf("    %s\n", link);
}

ASYNC(crawl) {
    AWAIT(self->fetch, fetch, .port = self->port, .path = "/");
    printf("/  %d\n", status_of(self->fetch.text));
    print_links(self->fetch.text);
}
ASYNC_END

#include "app.h"
