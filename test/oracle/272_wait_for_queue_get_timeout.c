/* 272_wait_for_queue_get_timeout.c - an item and the deadline in one turn: none vanishes. */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct w {
    CORO;
    struct coir_timeout timeout;
    int item, got;
};

ASYNC(w) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_queue_get(&q, &self->item));
            self->got++;
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
    }
    TRY_END
}
ASYNC_END

static int put(void *item) {
    return coir_queue_put_nowait(&q, item);
}

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct coir_handle handle;
    int item;
};

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    self->item = 1;
    coir_call_later(coir_running_loop(), &self->handle, COIR_S(2), put, &self->item);
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_join(&self->t.task));
    printf("conserved %d\n", self->t.frame.got + (int)coir_queue_size(&q));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
