/* 6.c - sixth step: the same seven pages, and nobody blocks.
 *
 * The fourth step again. Each task keeps one connection and asks for one page after the other; while
 * it waits for an answer the other goes on. Nothing else has changed since the fifth step, and it
 * takes little more than half as long: what one task waited, and the other did not notice.
 */
#include <stdio.h>
#include <stdlib.h>

#include "server.h"

static int port;

static double seconds_since(coir_time start) {
    return (double)(coir_now() - start) / COIR_TICK_HZ;
}

/* A connection that is kept for one request after the other. */
struct session {
    struct coir_stream stream;
    char buffer[256];
};

/* Ask for a page, and read it. */
struct session_get {
    CORO;
    struct session *session;
    const char *path;
    char text[256];
    size_t length;
    int n;
};

ASYNC(session_get) {
    snprintf(self->text, sizeof self->text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
             self->path);
    AWAIT(coir_write_all(&self->session->stream, self->text, strlen(self->text)));
    do {
        AWAIT_INTO(self->n, coir_readline(&self->session->stream, self->text, sizeof self->text));
        if (strncmp(self->text, "Content-Length: ", 16) == 0)
            self->length = strtoul(self->text + 16, NULL, 10);
    } while (self->n > 2);
    if (self->length > sizeof self->text)
        RAISE(COIR_TOO_LONG);
    AWAIT(coir_read_exactly(&self->session->stream, self->text, self->length));
}
ASYNC_END

struct worker {
    CORO;
    const char *name;
    struct coir_queue *work;
    const struct page *page;
    struct session session;
    struct coir_open_tcp open;
    struct session_get get;
    coir_time start;
    double *waited;
};

ASYNC(worker) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = port,
          .stream = &self->session.stream, .buffer = self->session.buffer,
          .size = sizeof self->session.buffer);
    while (!coir_queue_empty(self->work)) {
        AWAIT(coir_queue_get(self->work, &self->page));
        printf("Task %s getting URL: %s\n", self->name, self->page->path);
        self->start = coir_now();
        AWAIT(self->get, session_get, .session = &self->session, .path = self->page->path);
        printf("Task %s elapsed time: %.1f\n", self->name, seconds_since(self->start));
        *self->waited += seconds_since(self->start);
    }
    AWAIT(coir_close(&self->session.stream));
}
ASYNC_END

struct app {
    CORO;
    const struct page *slots[PAGES];
    struct coir_queue work;
    COIR_TASK(worker) worker[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
    coir_time start;
    double waited;
};

ASYNC(app) {
    coir_queue_init(&self->work, self->slots, sizeof self->slots[0], PAGES);
    for (int i = 0; i < PAGES; i++) {
        const struct page *page = &pages[i];
        coir_queue_put_nowait(&self->work, &page);
    }
    self->start = coir_now();
    START(coir_running_loop(), self->worker[0], worker, .name = "One", .work = &self->work,
          .waited = &self->waited);
    START(coir_running_loop(), self->worker[1], worker, .name = "Two", .work = &self->work,
          .waited = &self->waited);
    COIR_WATCH(self->watch, self->worker);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    printf("\nTotal elapsed time: %.1f, of %.1f that were waited\n", seconds_since(self->start),
           self->waited);
}
ASYNC_END

int main(void) {
    int status = 1;
    port = server_start();
    if (port > 0)
        status = COIR_RUN(app);
    server_stop();
    return status;
}
