/* 12_stream.c - a server says back what it hears, to as many as call it.
 *
 * Every connection is a coroutine of its own, which reads a line and writes it back until the other
 * side has hung up. The caller has two lines open at once and talks on both: the server keeps them
 * apart, because each has its own frame.
 */
#include <stdio.h>

#include "coir/coir.h"

struct echo {
    COIR_CONNECTION;
    char buffer[64], line[64];
    int n;
};

ASYNC(echo) {
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
        if (self->n == 0)
            break;
        AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
    }
    printf("somebody hung up\n");
}
ASYNC_END

struct server {
    CORO;
    struct coir_listener *listener;
    struct coir_serve serve;
};

ASYNC(server) {
    AWAIT(self->serve, coir_serve, .listener = self->listener, COIR_HANDLER(echo));
}
ASYNC_END

/* Say a line, and print what comes back. */
struct talk {
    CORO;
    struct coir_stream *stream;
    const char *line;
    char answer[64];
};

ASYNC(talk) {
    AWAIT(coir_write_all(self->stream, self->line, strlen(self->line)));
    AWAIT(coir_readline(self->stream, self->answer, sizeof self->answer));
    printf("%s", self->answer);
}
ASYNC_END

/* Say no more, and wait until the other side has understood. */
struct hang_up {
    CORO;
    struct coir_stream *stream;
    char byte;
};

ASYNC(hang_up) {
    AWAIT(coir_write_eof(self->stream));
    AWAIT(coir_read(self->stream, &self->byte, 1));
}
ASYNC_END

struct caller {
    CORO;
    int port;
    struct coir_stream home, office;
    char home_buffer[64], office_buffer[64];
    struct coir_open_tcp open;
    struct talk talk;
    struct hang_up hang_up;
};

ASYNC(caller) {
    TRY {
        AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->port,
              .stream = &self->home, .buffer = self->home_buffer, .size = sizeof self->home_buffer);
        AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->port,
              .stream = &self->office, .buffer = self->office_buffer,
              .size = sizeof self->office_buffer);
        AWAIT(self->talk, talk, .stream = &self->home, .line = "home: anybody there?\n");
        AWAIT(self->talk, talk, .stream = &self->office, .line = "office: hello\n");
        AWAIT(self->talk, talk, .stream = &self->home, .line = "home: I will be late\n");
        AWAIT(self->hang_up, hang_up, .stream = &self->home);
        AWAIT(self->hang_up, hang_up, .stream = &self->office);
    }
    FINALLY {
        AWAIT(coir_close(&self->home));
        AWAIT(coir_close(&self->office));
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_listener listener;
    COIR_TASK(server) server;
    struct caller caller;
};

ASYNC(app) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0));
    START(coir_running_loop(), self->server, server, .listener = &self->listener);
    AWAIT(self->caller, caller, .port = self->listener.address.port);
    coir_listener_close(&self->listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
