/* 152_queue_shutdown_same_tick_cancel.c - a shutdown, and one of those it told is cancelled. */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    TRY {
        AWAIT(coir_queue_get(&q, &self->item));
        printf("getter %d got %d\n", self->n, self->item);
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("getter %d QueueShutDown\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(get) t[2];
    struct wait_for_end wait;
    int i;
};

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->t[i], get, .n = i + 1);
    AWAIT(coir_sleep(0));
    coir_queue_shutdown(&q, false);
    coir_cancel(&self->t[0].task);
    for (self->i = 0; self->i < 2; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("[%s %s]\n", out(&self->t[0].task), out(&self->t[1].task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
