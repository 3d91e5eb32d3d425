/* 147_queue_join.c - join waits until every item was reported done, and again after new ones. */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct worker {
    CORO;
    int item;
};

ASYNC(worker) {
    for (;;) {
        AWAIT(coir_queue_get(&q, &self->item));
        AWAIT(coir_sleep(COIR_S(self->item)));
        at(), printf("done %d\n", self->item);
        coir_queue_task_done(&q);
    }
}
ASYNC_END

static void put(int item) {
    coir_queue_put_nowait(&q, &item);
}

struct scenario {
    CORO;
    COIR_TASK(worker) t;
};

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    AWAIT(coir_queue_join(&q));
    at(), printf("empty join\n");
    put(1);
    put(2);
    START(coir_running_loop(), self->t, worker);
    AWAIT(coir_queue_join(&q));
    at(), printf("joined\n");
    if (coir_queue_task_done(&q) == COIR_VALUE)
        printf("ValueError\n");
    put(3);
    AWAIT(coir_queue_join(&q));
    at(), printf("joined again\n");
    coir_cancel(&self->t.task);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
