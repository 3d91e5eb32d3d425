/* streams.c - talk over a socket: a server and a client in one program.
 *
 *     server = await asyncio.start_server(handle_echo, '127.0.0.1')
 *     reader, writer = await asyncio.open_connection('127.0.0.1', port)
 *
 * The handler is a coroutine that runs once per connection. The port is 0: the system picks one, and
 * the listener tells which.
 */
#include <stdio.h>

#include "coir/coir.h"

struct echo {
    COIR_CONNECTION;
    char buffer[80], line[80];
    int n;
};

ASYNC(echo) {
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
        if (self->n == 0)
            RETURN();
        printf("server: %s", self->line);
        AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
    }
}
ASYNC_END

struct client {
    CORO;
    int port;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char buffer[80], line[80];
    int i;
};

ASYNC(client) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->port,
          .stream = &self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
    TRY {
        for (self->i = 1; self->i <= 2; self->i++) {
            snprintf(self->line, sizeof self->line, "message %d\n", self->i);
            AWAIT(coir_write_all(&self->stream, self->line, strlen(self->line)));
            AWAIT(coir_readline(&self->stream, self->line, sizeof self->line));
            printf("client: %s", self->line);
        }
    }
    FINALLY {
        AWAIT(coir_close(&self->stream));
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_listener listener;
    COIR_TASK(coir_serve) server;
    struct client client;
};

ASYNC(app) {
    if (coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0) < 0)
        RAISE(COIR_NETWORK);
    START(coir_running_loop(), self->server, coir_serve, .listener = &self->listener,
          COIR_HANDLER(echo));
    AWAIT(self->client, client, .port = self->listener.address.port);
    coir_listener_close(&self->listener);
    AWAIT(coir_join(&self->server.task));
    printf("closed\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
