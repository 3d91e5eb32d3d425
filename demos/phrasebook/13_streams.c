/* 13_streams.c - bytes in and out: StreamReader, StreamWriter, open_connection, start_server. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* A reader that has got this text, and no more will come. */
struct fed {
    struct coir_stream stream;
    char buffer[16];
};

static struct coir_stream *feed(struct fed *fed, const char *text) {
    coir_stream_init(&fed->stream, NULL, NULL);
    coir_stream_buffer(&fed->stream, fed->buffer, sizeof fed->buffer);
    coir_stream_feed(&fed->stream, text, strlen(text));
    coir_stream_feed_eof(&fed->stream);
    return &fed->stream;
}

struct lines {
    CORO;
    struct fed fed;
    struct coir_stream *reader;
    /* >>> readline: the length is 0 at the end of the stream. */
    char line[16];
    int n;
    /* <<< */
};

ASYNC(lines) {
    self->reader = feed(&self->fed, "one\ntwo\nrest");
    /* >>> readline */
    for (;;) {
        AWAIT_INTO(self->n, coir_readline(self->reader, self->line, sizeof self->line));
        if (self->n == 0)
            break;
        printf("%.*s\n", (int)strcspn(self->line, "\n"), self->line);
    }
    printf("%s\n", word(coir_at_eof(self->reader)));
    /* <<< */
}
ASYNC_END

struct some {
    CORO;
    struct fed fed;
    struct coir_stream *reader;
    /* >>> read */
    char data[4];
    int n;
    /* <<< */
};

ASYNC(some) {
    self->reader = feed(&self->fed, "abcdef");
    /* >>> read */
    AWAIT_INTO(self->n, coir_read(self->reader, self->data, sizeof self->data));
    printf("%.*s\n", self->n, self->data);
    /* <<< */
}
ASYNC_END

struct exactly {
    CORO;
    struct fed fed;
    struct coir_stream *reader;
    char data[4];
};

ASYNC(exactly) {
    self->reader = feed(&self->fed, "abcdef");
    /* >>> readexactly */
    AWAIT(coir_read_exactly(self->reader, self->data, 4));
    printf("%.4s\n", self->data);
    TRY {
        AWAIT(coir_read_exactly(self->reader, self->data, 4));
    }
    CATCH(COIR_EOF) {
        printf("only %.*s\n", (int)coir_partial(self->reader), self->data);
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct until {
    CORO;
    struct fed fed;
    struct coir_stream *reader;
    char data[16];
    int n;
};

ASYNC(until) {
    self->reader = feed(&self->fed, "key=a long value");
    /* >>> readuntil */
    AWAIT_INTO(self->n, coir_read_until(self->reader, self->data, sizeof self->data, "=", 1));
    printf("%.*s\n", self->n, self->data);
    /* <<< */
    self->reader = feed(&self->fed, "too long a line");
    /* >>> limit: the limit is the size that you give. Nothing is lost. */
    TRY {
        AWAIT_INTO(self->n, coir_read_until(self->reader, self->data, 8, "\n", 1));
    }
    CATCH(COIR_LIMIT) {
        AWAIT_INTO(self->n, coir_read(self->reader, self->data, 3));
        printf("%.*s\n", self->n, self->data);
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct by_hand {
    CORO;
    /* >>> feed: the size of the buffer bounds what can be fed. */
    struct coir_stream reader;
    char buffer[16], line[16];
    /* <<< */
};

ASYNC(by_hand) {
    /* >>> feed */
    coir_stream_init(&self->reader, NULL, NULL);
    coir_stream_buffer(&self->reader, self->buffer, sizeof self->buffer);
    coir_stream_feed(&self->reader, "hello\n", 6);
    coir_stream_feed_eof(&self->reader);
    AWAIT(coir_readline(&self->reader, self->line, sizeof self->line));
    printf("%.*s\n", (int)strcspn(self->line, "\n"), self->line);
    coir_stream_fail(&self->reader, COIR_RESET);
    TRY {
        AWAIT(coir_readline(&self->reader, self->line, sizeof self->line));
    }
    CATCH(COIR_RESET) {
        printf("reset\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

/* >>> server: one task per connection; the connection is closed when it ends, in whatever way. */
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
            break;
        AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
    }
}
ASYNC_END

/* <<< */

/* >>> client */
struct talk {
    CORO;
    int port;
    struct coir_stream stream;
    struct coir_open_tcp open;
    char buffer[80], line[80];
    int n;
};

ASYNC(talk) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->port,
          .stream = &self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
    TRY {
        AWAIT(coir_write_all(&self->stream, "hello\n", 6));
        AWAIT(coir_readline(&self->stream, self->line, sizeof self->line));
        printf("echo: %.*s\n", (int)strcspn(self->line, "\n"), self->line);
        coir_write_eof(&self->stream);
        AWAIT_INTO(self->n, coir_read(&self->stream, self->line, 10));
        printf("end: %s\n", word(self->n == 0));
    }
    FINALLY {
        coir_close(&self->stream);
    }
    TRY_END
}
ASYNC_END

/* <<< */

struct serves {
    CORO;
    /* >>> serve */
    struct coir_listener listener;
    COIR_TASK(coir_serve) server;
    struct talk talk;
    /* <<< */
};

ASYNC(serves) {
    int error = coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0);
    if (error < 0)
        RAISE(error);
    /* >>> serve: coir_listen comes before, and tells its error at once: it does not wait. */
    START(coir_running_loop(), self->server, coir_serve, .listener = &self->listener,
          COIR_HANDLER(echo));
    AWAIT(self->talk, talk, .port = self->listener.address.port);
    coir_listener_close(&self->listener);
    AWAIT(coir_join(&self->server.task));
    printf("closed\n");
    /* <<< */
}
ASYNC_END

int main(void) {
    return COIR_RUN(lines) || COIR_RUN(some) || COIR_RUN(exactly) || COIR_RUN(until) ||
           COIR_RUN(by_hand) || COIR_RUN(serves);
}
