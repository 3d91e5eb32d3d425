/* 142_queue_get_cancel_same_tick.c - a woken getter is cancelled: the next one gets the item. */
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
    CATCH(COIR_CANCELLED) {
        printf("getter %d cancelled\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(get) t[3];
    struct wait_for_end wait;
    int i;
};

static void put(int item) {
    coir_queue_put_nowait(&q, &item);
}

static int take(void) {
    int item = -1;
    coir_queue_get_nowait(&q, &item);
    return item;
}

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    START(coir_running_loop(), self->t[0], get, .n = 1);
    START(coir_running_loop(), self->t[1], get, .n = 2);
    AWAIT(coir_sleep(0));
    put(5);
    coir_cancel(&self->t[0].task);
    for (self->i = 0; self->i < 2; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("[%s %s] left %u\n", yes(coir_done(&self->t[0].task)), yes(coir_done(&self->t[1].task)),
           coir_queue_size(&q));
    START(coir_running_loop(), self->t[2], get, .n = 3);
    AWAIT(coir_sleep(0));
    put(6);
    coir_cancel(&self->t[2].task);
    AWAIT(self->wait, wait_for_end, .task = &self->t[2].task);
    printf("left %u ", coir_queue_size(&q));
    printf("%d\n", take());
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
