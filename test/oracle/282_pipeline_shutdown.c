/* 282_pipeline_shutdown.c - two workers: join the queue, then cancel the idle workers. */
#include "trace.h"

static struct coir_queue q;
static int slots[2];

struct worker {
    CORO;
    int n, item;
};

ASYNC(worker) {
    TRY {
        for (;;) {
            AWAIT(coir_queue_get(&q, &self->item));
            AWAIT(coir_sleep(COIR_S(self->n)));
            at(), printf("worker %d item %d\n", self->n, self->item);
            coir_queue_task_done(&q);
        }
    }
    FINALLY {
        at(), printf("worker %d stops\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(worker) w[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
    int i;
};

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 2);
    for (int i = 0; i < 2; i++) {
        START(coir_running_loop(), self->w[i], worker, .n = i + 1);
        self->watch[i].task = &self->w[i].task;
    }
    for (self->i = 0; self->i < 5; self->i++) {
        AWAIT(coir_queue_put(&q, &self->i));
        at(), printf("put %d\n", self->i);
    }
    AWAIT(coir_queue_join(&q));
    at(), printf("joined\n");
    for (int i = 0; i < 2; i++)
        coir_cancel(&self->w[i].task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2, .return_errors = true);
    printf("[%s %s]\n", word(coir_outcome(&self->w[0].task)), word(coir_outcome(&self->w[1].task)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
