/* 144_queue_put_cancel_same_tick.c - a woken putter is cancelled: the next one gets the slot. */
#include "trace.h"

static struct coir_queue q;
static int slots[1];

struct put {
    CORO;
    int n;
};

ASYNC(put) {
    TRY {
        AWAIT(coir_queue_put(&q, &self->n));
        printf("put %d\n", self->n);
    }
    CATCH(COIR_CANCELLED) {
        printf("putter %d cancelled\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(put) t[2];
    struct wait_for_end wait;
    int i;
};

static int take(void) {
    int item = -1;
    coir_queue_get_nowait(&q, &item);
    return item;
}

static void give(int item) {
    coir_queue_put_nowait(&q, &item);
}

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 1);
    give(0);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->t[i], put, .n = i + 1);
    AWAIT(coir_sleep(0));
    printf("got %d\n", take());
    coir_cancel(&self->t[0].task);
    for (self->i = 0; self->i < 2; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("got %d ", take());
    printf("left %u\n", coir_queue_size(&q));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
