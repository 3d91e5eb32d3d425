/* server.h - serve a table of web pages, as a guest in your loop.
 *
 * A small HTTP/1.1 server for demos and tests: each page has a size, a delay and a status of its
 * own, or a fault. It answers one request per connection and counts how many it holds open at once.
 *
 *     server_open(&self->server, coir_running_loop(), pages);
 *     START(coir_running_loop(), self->serving, serve_pages, .server = &self->server);
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef SERVER_H
#define SERVER_H

#include "coir/coir.h"

/* How a page is sent, or what goes wrong with it. */
enum page_form { PLAIN, CHUNKED, UNTIL_CLOSE, SILENT, GARBAGE, CUT_SHORT };

struct page {
    const char *path; /* NULL ends a table */
    int status;
    const char *reason;
    size_t size;
    coir_time delay; /* before the answer begins */
    enum page_form form;
};

struct server {
    struct coir_listener listener;
    const struct page *pages;
    int open, most, served; /* requests: now, at most at once, ever */
};

/* Listen on a port of 127.0.0.1 that the kernel chooses; it is server->listener.address.port. */
int server_open(struct server *server, struct coir_loop *loop, const struct page *pages);

/* Answer until coir_listener_close(&server->listener). */
struct serve_pages {
    CORO;
    struct server *server;
    struct coir_serve serve;
};

ASYNC_DECLARE(serve_pages);

#endif
