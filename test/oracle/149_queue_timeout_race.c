/* 149_queue_timeout_race.c - an item and the deadline in one turn: Timeout, and the item stays. */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct get {
    CORO;
    struct coir_timeout timeout;
    int item;
};

ASYNC(get) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_queue_get(&q, &self->item));
            at(), printf("got %d\n", self->item);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout, left %u\n", coir_queue_size(&q));
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(get) t;
    struct coir_handle later;
    int put_first;
};

static int put(void *unused) {
    int item = 1;
    (void)unused;
    return coir_queue_put_nowait(&q, &item);
}

ASYNC(scenario) {
    for (self->put_first = 1; self->put_first >= 0; self->put_first--) {
        coir_queue_init(&q, slots, sizeof slots[0], 8);
        if (self->put_first)
            coir_call_later(coir_running_loop(), &self->later, COIR_S(2), put, NULL);
        START(coir_running_loop(), self->t, get);
        AWAIT(coir_sleep(0));
        if (!self->put_first)
            coir_call_later(coir_running_loop(), &self->later, COIR_S(2), put, NULL);
        AWAIT(coir_join(&self->t.task));
        AWAIT(coir_sleep(0));
        printf("left %u\n", coir_queue_size(&q));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
