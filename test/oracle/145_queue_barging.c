/* 145_queue_barging.c - an item belongs to the getter it woke: a running task cannot take it.
 * trace: Coir's own */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    AWAIT(coir_queue_get(&q, &self->item));
    printf("getter %d got %d\n", self->n, self->item);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(get) t[2];
    int item;
};

static void put(int item) {
    coir_queue_put_nowait(&q, &item);
}

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    START(coir_running_loop(), self->t[0], get, .n = 1);
    START(coir_running_loop(), self->t[1], get, .n = 2);
    AWAIT(coir_sleep(0));
    put(5);
    if (coir_queue_get_nowait(&q, &self->item) == COIR_EMPTY)
        printf("main cannot steal\n");
    AWAIT(coir_sleep(0));
    put(6);
    put(7);
    AWAIT(coir_join(&self->t[0].task));
    AWAIT(coir_join(&self->t[1].task));
    printf("left %u\n", coir_queue_size(&q));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
