/* 245_stream_backpressure.c - a writer waits while its peer does not read.
 *
 * The writer's buffer is as big as what is written into it; asyncio's grows to that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "coir/coir.h"

enum { SIZE = 1 << 22 };

struct writer {
    CORO;
    struct coir_writer *writer;
    char *bytes;
};

ASYNC(writer) {
    AWAIT(coir_writer_write(self->writer, self->bytes, SIZE));
    printf("written\n");
    AWAIT(coir_drain(self->writer));
    printf("drained\n");
    AWAIT(coir_writer_close(self->writer));
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_stream one, two;
    COIR_TASK(writer) task;
    int ends[2], i;
    char *sent, *got, *room;
    struct coir_writer writer;
};

ASYNC(scenario) {
    self->sent = (char *)malloc(SIZE);
    self->got = (char *)malloc(SIZE);
    self->room = (char *)malloc(SIZE);
    memset(self->sent, 'x', SIZE);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, self->ends) < 0 ||
        coir_open_fd(&self->one, coir_running_loop(), self->ends[0]) < 0 ||
        coir_open_fd(&self->two, coir_running_loop(), self->ends[1]) < 0)
        RAISE(COIR_SYSTEM);
    coir_writer_init(&self->writer, &self->one, self->room, SIZE);
    coir_writer_limits(&self->writer, 1000, 500);
    START(coir_running_loop(), self->task, writer, .writer = &self->writer, .bytes = self->sent);
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(coir_sleep(0));
    printf("blocked %s\n", coir_done(&self->task.task) ? "no" : "yes");
    AWAIT(coir_read_exactly(&self->two, self->got, SIZE));
    AWAIT(coir_join(&self->task.task));
    printf("all received %s\n", memcmp(self->sent, self->got, SIZE) ? "no" : "yes");
    coir_close(&self->two);
    free(self->sent);
    free(self->got);
    free(self->room);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
