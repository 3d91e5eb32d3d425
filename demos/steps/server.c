/* server.c - serve seven pages that take their time, in a process of its own.
 *
 * A connection is kept as long as the other side likes, and each is a coroutine that reads a
 * request, sleeps for as long as the page says, and answers. The parent is a stream too: it is told
 * the port, and when it hangs up the server ends.
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L

#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

const struct page pages[PAGES] = {
    {"/ash", COIR_MS(200)},   {"/birch", COIR_MS(100)}, {"/cedar", COIR_MS(150)},
    {"/elm", COIR_MS(120)},   {"/fir", COIR_MS(200)},   {"/lime", COIR_MS(200)},
    {"/maple", COIR_MS(130)},
};

static coir_time find_delay(const char *path) {
    for (int i = 0; i < PAGES; i++)
        if (strcmp(pages[i].path, path) == 0)
            return pages[i].delay;
    return 0;
}

/* ---- One connection ---- */

static int connections, requests;

struct visit {
    COIR_CONNECTION;
    int n;
    char buffer[1024], line[1024], path[64], body[128];
};

static void write_answer(struct visit *self) {
    snprintf(self->body, sizeof self->body, "You asked for %s\n", self->path);
    snprintf(self->line, sizeof self->line, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(self->body), self->body);
}

ASYNC(visit) {
    connections++;
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
        if (sscanf(self->line, "GET %63s HTTP/1.1", self->path) != 1 || self->n == 0)
            RETURN();
        while (self->n > 2)
            AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
        requests++;
        AWAIT(coir_sleep(find_delay(self->path)));
        write_answer(self);
        AWAIT(coir_write_all(self->stream, self->line, strlen(self->line)));
    }
}
ASYNC_END

/* ---- The server ---- */

static int ends[2]; /* of the line to the parent: the parent's, the server's */

struct server {
    CORO;
    struct coir_stream parent;
    struct coir_listener listener;
    COIR_TASK(coir_serve) serving;
    int port, n;
};

ASYNC(server) {
    if (coir_open_fd(&self->parent, coir_running_loop(), ends[1]) < 0 ||
        coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0) < 0)
        RAISE(COIR_NETWORK);
    START(coir_running_loop(), self->serving, coir_serve, .listener = &self->listener,
          COIR_HANDLER(visit));
    self->port = self->listener.address.port;
    AWAIT(coir_write_all(&self->parent, &self->port, sizeof self->port));
    AWAIT_INTO(self->n, coir_read(&self->parent, &self->port, sizeof self->port));
    coir_listener_close(&self->listener);
    coir_close(&self->parent);
    printf("The server answered %d requests over %d connections\n", requests, connections);
}
ASYNC_END

static pid_t child;

int server_start(void) {
    int port = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        return -1;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        exit(COIR_RUN(server));
    }
    close(ends[1]);
    return child > 0 && read(ends[0], &port, sizeof port) == sizeof port ? port : -1;
}

void server_stop(void) {
    fflush(stdout);
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
}
