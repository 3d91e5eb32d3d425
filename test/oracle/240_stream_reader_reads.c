/* 240_stream_reader_reads.c - a reader fed by hand: a line, up to a separator, exactly, any; then
 * the end. */
#include <stdio.h>

#include "coir/coir.h"

/* What was read, on one line of the trace; "empty" for nothing. */
static const char *word(const char *bytes, int n, char *room) {
    int used = 0;
    for (int i = 0; i < n; i++)
        used += bytes[i] == '\n' ? snprintf(room + used, 3, "\\n")
                                 : snprintf(room + used, 2, "%c", bytes[i]);
    return n ? room : "empty";
}

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
    struct coir_stream reader, other;
    COIR_TASK(exactly) task;
    char buffer[32], line[16], part[16], three[16], rest[16];
    int a, b, c;
};

static void print_first(struct scenario *self) {
    char room[4][64];
    printf("%s %s %s %s\n", word(self->line, self->a, room[0]), word(self->part, self->b, room[1]),
           word(self->three, 3, room[2]), word(self->rest, self->c, room[3]));
}

static void open_reader(struct scenario *self, struct coir_stream *reader) {
    coir_stream_init(reader, NULL, NULL);
    coir_stream_buffer(reader, self->buffer, sizeof self->buffer);
}

ASYNC(scenario) {
    open_reader(self, &self->reader);
    coir_stream_feed(&self->reader, "one\ntwo|abcde", 13);
    AWAIT_INTO(self->a, coir_readline(&self->reader, self->line, sizeof self->line));
    AWAIT_INTO(self->b, coir_read_until(&self->reader, self->part, sizeof self->part, "|", 1));
    AWAIT(coir_read_exactly(&self->reader, self->three, 3));
    AWAIT_INTO(self->c, coir_read(&self->reader, self->rest, 10));
    print_first(self);

    START(coir_running_loop(), self->task, exactly, .reader = &self->reader, .size = 4);
    AWAIT(coir_sleep(0));
    coir_stream_feed(&self->reader, "xy", 2);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    printf("still waiting %s\n", coir_done(&self->task.task) ? "no" : "yes");
    coir_stream_feed_eof(&self->reader);
    TRY {
        AWAIT(coir_join(&self->task.task));
    }
    CATCH(COIR_EOF) {
        printf("IncompleteRead %.*s of %d\n", (int)coir_partial(&self->reader),
               self->task.frame.bytes, (int)self->task.frame.size);
    }
    TRY_END
    AWAIT_INTO(self->a, coir_read(&self->reader, self->rest, 5));
    AWAIT_INTO(self->b, coir_readline(&self->reader, self->line, sizeof self->line));
    printf("read at eof %s %s %s\n", word(self->rest, self->a, self->three),
           word(self->line, self->b, self->three), coir_at_eof(&self->reader) ? "yes" : "no");

    open_reader(self, &self->other);
    coir_stream_feed(&self->other, "tail", 4);
    coir_stream_feed_eof(&self->other);
    AWAIT_INTO(self->a, coir_readline(&self->other, self->line, sizeof self->line));
    AWAIT_INTO(self->b, coir_read(&self->other, self->rest, sizeof self->rest));
    printf("%s %s\n", word(self->line, self->a, self->three),
           word(self->rest, self->b, self->part));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
