/* server.c - serve a table of web pages, as a guest in your loop.
 *
 * One coroutine per connection: read a request, wait as long as the page says, answer, close. It
 * never knows how many others run at the same time, except that they count themselves in and out.
 * SPDX-License-Identifier: MIT
 */
#include "server.h"

#include <stdio.h>

int server_open(struct server *server, struct coir_loop *loop, const struct page *pages) {
    memset(server, 0, sizeof *server);
    server->pages = pages;
    return coir_listen(&server->listener, loop, "127.0.0.1", 0);
}

static const struct page *find_page(const struct page *page, const char *path) {
    static const struct page missing = {"", 404, "Not Found", 10, 0, PLAIN};
    for (; page->path; page++)
        if (strcmp(page->path, path) == 0)
            return page;
    return &missing;
}

/* ---- A body, in one of three forms ---- */

static const char letters[1024 + 1] =
#define LINE64 "When two or three wait for the same thing, the first comes first"
#define LINE256 LINE64 LINE64 LINE64 LINE64
    LINE256 LINE256 LINE256 LINE256;

struct send_body {
    CORO;
    struct coir_stream *stream;
    size_t size;
    bool chunked;
    size_t part;
    char head[24];
};

ASYNC(send_body) {
    while (self->size > 0) {
        self->part = self->size < 1024 ? self->size : 1024;
        if (self->chunked) {
            snprintf(self->head, sizeof self->head, "%zx\r\n", self->part);
            AWAIT(coir_write_all(self->stream, self->head, strlen(self->head)));
        }
        AWAIT(coir_write_all(self->stream, letters, self->part));
        if (self->chunked)
            AWAIT(coir_write_all(self->stream, "\r\n", 2));
        self->size -= self->part;
    }
    if (self->chunked)
        AWAIT(coir_write_all(self->stream, "0\r\n\r\n", 5));
}
ASYNC_END

/* ---- One connection ---- */

struct answer {
    COIR_CONNECTION;
    const struct page *page;
    struct send_body body;
    int n;
    char buffer[1024], line[1024], path[256];
};

/* The head of the answer to the request in self->path. */
static void write_head(struct answer *self) {
    char length[64] = "";
    const struct page *page = self->page;
    if (page->form == CHUNKED)
        snprintf(length, sizeof length, "Transfer-Encoding: chunked\r\n");
    if (page->form == PLAIN || page->form == CUT_SHORT)
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", page->size);
    snprintf(self->line, sizeof self->line,
             "HTTP/1.1 %d %s\r\n%sContent-Type: text/plain\r\nConnection: close\r\n\r\n",
             page->status, page->reason, length);
    if (page->form == GARBAGE)
        snprintf(self->line, sizeof self->line, "220 ready for mail\r\n");
}

ASYNC(answer) {
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    AWAIT(coir_readline(self->stream, self->line, sizeof self->line));
    if (sscanf(self->line, "GET %255s HTTP/1.", self->path) != 1)
        RETURN();
    do
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
    while (self->n > 2);
    self->page = find_page(((struct server *)self->context)->pages, self->path);
    AWAIT(coir_sleep(self->page->delay));
    if (self->page->form == SILENT) {
        AWAIT(coir_read(self->stream, self->line, 1)); /* until the other side gives up */
        RETURN();
    }
    write_head(self);
    AWAIT(coir_write_all(self->stream, self->line, strlen(self->line)));
    if (self->page->form != GARBAGE)
        AWAIT(self->body, send_body, .stream = self->stream,
              .size = self->page->form == CUT_SHORT ? self->page->size / 2 : self->page->size,
              .chunked = self->page->form == CHUNKED);
}
ASYNC_END

/* Count a request while it is open, whatever becomes of it. */
struct counted_answer {
    COIR_CONNECTION;
    struct answer answer;
};

static void count_in(struct server *server) {
    server->open++;
    server->served++;
    if (server->open > server->most)
        server->most = server->open;
}

static void count_out(struct server *server) {
    server->open--;
}

ASYNC(counted_answer) {
    count_in((struct server *)self->context);
    TRY {
        AWAIT(self->answer, answer, .stream = self->stream, .context = self->context);
    }
    FINALLY {
        count_out((struct server *)self->context);
    }
    TRY_END
}
ASYNC_END

ASYNC(serve_pages) {
    AWAIT(self->serve, coir_serve, .listener = &self->server->listener,
          COIR_HANDLER(counted_answer), .context = self->server);
}
ASYNC_END
