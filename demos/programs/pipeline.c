/* pipeline.c - three stages, two queues, and a pill that says stop.
 *
 * A source, two workers that square, a sink that adds up. The queues hold two items each, so a fast
 * stage waits for a slow one, and nothing piles up. The end of the numbers is an item too, the
 * pill. Whoever finds it has finished, and puts it back for the next; when all workers have, one
 * pill goes on to the next stage.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { PILL = -1, NUMBERS = 6, WORKERS = 2, ROOM = 2 };

static long now_ms(void) {
    return (long)(coir_now() / COIR_MS(1));
}

static void say(const char *who, int n) {
    printf("%4ld ms  %-8s %d\n", now_ms(), who, n);
}

struct source {
    CORO;
    struct coir_queue *out;
    int n;
};

ASYNC(source) {
    for (self->n = 1; self->n <= NUMBERS; self->n++) {
        AWAIT(coir_queue_put(self->out, &self->n));
        say("source", self->n);
    }
    self->n = PILL;
    AWAIT(coir_queue_put(self->out, &self->n));
}
ASYNC_END

struct worker {
    CORO;
    const char *name;
    int ms; /* for a number */
    struct coir_queue *in, *out;
    int n;
};

ASYNC(worker) {
    for (;;) {
        AWAIT(coir_queue_get(self->in, &self->n));
        if (self->n == PILL)
            break;
        AWAIT(coir_sleep_ms(self->ms));
        say(self->name, self->n);
        self->n *= self->n;
        AWAIT(coir_queue_put(self->out, &self->n));
    }
    printf("%4ld ms  %-8s takes the pill\n", now_ms(), self->name);
    AWAIT(coir_queue_put(self->in, &self->n));
}
ASYNC_END

struct work {
    CORO;
    struct coir_queue *in, *out;
    COIR_TASK(worker) worker[WORKERS];
    struct coir_group group;
    int pill;
};

ASYNC(work) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->worker[0], worker, .name = "worker 1", .ms = 200, .in = self->in,
              .out = self->out);
        START(&self->group, self->worker[1], worker, .name = "worker 2", .ms = 300, .in = self->in,
              .out = self->out);
    }
    ASYNC_WITH_END
    self->pill = PILL;
    AWAIT(coir_queue_put(self->out, &self->pill));
}
ASYNC_END

struct sink {
    CORO;
    struct coir_queue *in;
    int n, sum;
};

ASYNC(sink) {
    for (;;) {
        AWAIT(coir_queue_get(self->in, &self->n));
        if (self->n == PILL)
            break;
        say("sink", self->n);
        self->sum += self->n;
    }
    printf("The sum of the squares is %d\n", self->sum);
}
ASYNC_END

struct pipeline {
    CORO;
    int number[ROOM], square[ROOM];
    struct coir_queue numbers, squares;
    COIR_TASK(source) source;
    COIR_TASK(work) work;
    COIR_TASK(sink) sink;
    struct coir_group group;
};

ASYNC(pipeline) {
    coir_queue_init(&self->numbers, self->number, sizeof self->number[0], ROOM);
    coir_queue_init(&self->squares, self->square, sizeof self->square[0], ROOM);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->source, source, .out = &self->numbers);
        START(&self->group, self->work, work, .in = &self->numbers, .out = &self->squares);
        START(&self->group, self->sink, sink, .in = &self->squares);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(pipeline);
}
