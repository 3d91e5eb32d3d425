/* 242_stream_reader_cancel_keeps_data.c - a cancelled reader loses no byte; a second reader is
 * refused. */
#include <stdio.h>

#include "coir/coir.h"

struct exactly {
    CORO;
    struct coir_stream *reader;
    char bytes[8];
    size_t size;
};

ASYNC(exactly) {
    AWAIT(coir_read_exactly(self->reader, self->bytes, self->size));
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_stream reader;
    COIR_TASK(exactly) task;
    struct coir_watch watch;
    struct coir_gather gather;
    char buffer[32], bytes[16];
};

ASYNC(scenario) {
    coir_stream_init(&self->reader, NULL, NULL);
    coir_stream_buffer(&self->reader, self->buffer, sizeof self->buffer);
    coir_stream_feed(&self->reader, "ab", 2);
    START(coir_running_loop(), self->task, exactly, .reader = &self->reader, .size = 4);
    AWAIT(coir_sleep(0));
    TRY {
        AWAIT(coir_read_exactly(&self->reader, self->bytes, 9));
    }
    CATCH(COIR_RUNTIME) {
        printf("RuntimeError second reader\n");
    }
    TRY_END
    coir_stream_feed(&self->reader, "cd", 2);
    coir_cancel(&self->task.task);
    self->watch.task = &self->task.task;
    AWAIT(self->gather, coir_gather, .watch = &self->watch, .count = 1, .return_errors = true);
    AWAIT(coir_read_exactly(&self->reader, self->bytes, 4));
    printf("%s %.4s\n", coir_cancelled(&self->task.task) ? "cancelled" : "done", self->bytes);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
