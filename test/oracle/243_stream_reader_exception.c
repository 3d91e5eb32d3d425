/* 243_stream_reader_exception.c - an error reaches who waits, and whoever reads later, bytes or
 * not. */
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

static const char *word(int error) {
    return error == COIR_RESET ? "ConnectionResetError(reset)" : coir_error_name(error);
}

struct scenario {
    CORO;
    struct coir_stream reader;
    COIR_TASK(exactly) task;
    struct coir_watch watch;
    struct coir_gather gather;
    char buffer[32], byte;
};

ASYNC(scenario) {
    coir_stream_init(&self->reader, NULL, NULL);
    coir_stream_buffer(&self->reader, self->buffer, sizeof self->buffer);
    coir_stream_feed(&self->reader, "ab", 2);
    START(coir_running_loop(), self->task, exactly, .reader = &self->reader, .size = 4);
    AWAIT(coir_sleep(0));
    coir_stream_fail(&self->reader, COIR_RESET);
    self->watch.task = &self->task.task;
    AWAIT(self->gather, coir_gather, .watch = &self->watch, .count = 1, .return_errors = true);
    printf("raised %s\n", word(coir_outcome(&self->task.task)));
    TRY {
        AWAIT(coir_read(&self->reader, &self->byte, 1));
    }
    CATCH(COIR_ERROR) {
        printf("%s\n", word(COIR_CAUGHT));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
