/* 403_queue_waiting_and_timeouts.c - who times out leaves the line; the others keep their order. */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct get {
    CORO;
    int n, limit_ms, item;
    struct coir_timeout timeout;
};

ASYNC(get) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(self->limit_ms)) {
            AWAIT(coir_queue_get(&q, &self->item));
            at(), printf("getter %d got %d\n", self->n, self->item);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("getter %d Timeout\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(get) get[5];
    struct coir_watch watch[5];
    struct coir_wait wait;
    int i;
};

ASYNC(scenario) {
    static const int limit_ms[] = {5000, 1000, 9000, 3000, 2500};
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    for (int i = 0; i < 5; i++)
        START(coir_running_loop(), self->get[i], get, .n = i + 1, .limit_ms = limit_ms[i]);
    for (self->i = 0; self->i < 3; self->i++) {
        AWAIT(coir_sleep(COIR_S(2)));
        coir_queue_put_nowait(&q, &self->i);
    }
    COIR_WATCH(self->watch, self->get);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 5);
    printf("left %u\n", coir_queue_size(&q));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
