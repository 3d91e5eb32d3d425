/* writer.c - write without waiting, and wait only when too much lies in the buffer.
 *
 *     writer.write(b'...')
 *     await writer.drain()
 *
 * The reader takes a line every 100 ms; between the two there is room for 20 bytes, and in the
 * writer's buffer for 100. The writer gets ahead until more than 60 bytes lie there, and goes on
 * when there are 20. At the end nobody waits, and all arrives all the same.
 */
#include <stdio.h>

#include "coir/coir.h"

struct talk {
    CORO;
    struct coir_stream *stream;
    struct coir_writer writer;
    char room[100], line[24];
    int i;
};

ASYNC(talk) {
    coir_writer_init(&self->writer, self->stream, self->room, sizeof self->room);
    coir_writer_limits(&self->writer, 60, 20);
    for (self->i = 1; self->i <= 12; self->i++) {
        snprintf(self->line, sizeof self->line, "message %2d\n", self->i);
        AWAIT(coir_writer_write(&self->writer, self->line, strlen(self->line)));
        printf("%4d ms  wrote %2d, %2d bytes wait\n", (int)(coir_now() / COIR_MS(1)), self->i,
               (int)self->writer.count);
        AWAIT(coir_drain(&self->writer));
    }
    AWAIT(coir_writer_close(&self->writer));
    printf("%4d ms  closed\n", (int)(coir_now() / COIR_MS(1)));
}
ASYNC_END

struct hear {
    CORO;
    struct coir_stream *stream;
    char buffer[40], line[40];
    int n;
};

ASYNC(hear) {
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT(coir_sleep_ms(100));
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
        if (self->n == 0)
            RETURN();
        printf("%4d ms          read %s", (int)(coir_now() / COIR_MS(1)), self->line);
    }
}
ASYNC_END

struct app {
    CORO;
    struct coir_pair pair;
    struct coir_stream here, there;
    char wire[2][20];
    COIR_TASK(talk) talk;
    COIR_TASK(hear) listener;
};

ASYNC(app) {
    coir_stream_pair(&self->pair, &self->here, &self->there, self->wire[0], self->wire[1], 20);
    START(coir_running_loop(), self->talk, talk, .stream = &self->here);
    START(coir_running_loop(), self->listener, hear, .stream = &self->there);
    AWAIT(coir_join(&self->talk.task));
    AWAIT(coir_join(&self->listener.task));
    coir_close(&self->there);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
