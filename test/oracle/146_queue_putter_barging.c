/* 146_queue_putter_barging.c - a freed slot belongs to the putter that waits: items keep their order.
 * trace: Coir's own */
#include "trace.h"

static struct coir_queue q;
static int slots[1];

struct put {
    CORO;
    int n;
};

ASYNC(put) {
    AWAIT(coir_queue_put(&q, &self->n));
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(put) t;
    int one, three, item;
};

ASYNC(scenario) {
    self->one = 1;
    self->three = 3;
    coir_queue_init(&q, slots, sizeof slots[0], 1);
    coir_queue_put_nowait(&q, &self->one);
    START(coir_running_loop(), self->t, put, .n = 2);
    AWAIT(coir_sleep(0));
    coir_queue_get_nowait(&q, &self->item);
    printf("got %d\n", self->item);
    if (coir_queue_put_nowait(&q, &self->three) == COIR_FULL)
        printf("no room for 3 before 2\n");
    AWAIT(coir_queue_get(&q, &self->item));
    printf("got %d\n", self->item);
    AWAIT(coir_join(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
