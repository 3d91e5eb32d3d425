/* 141_queue_getters_fifo.c - an item wakes one getter, in order; putting does not suspend. */
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
    COIR_TASK(get) t[3];
    struct wait_for_end wait;
    int i, item;
};

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->t[i], get, .n = i + 1);
    AWAIT(coir_sleep(0));
    for (self->item = 10; self->item <= 30; self->item += 10)
        AWAIT(coir_queue_put(&q, &self->item));
    printf("all put, nobody ran\n");
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
