/* 279_timeout_event_same_tick_orders.c - an event and the deadline in one turn: it stays set. */
#include "trace.h"

static struct coir_event e;

static int set(void *event) {
    coir_event_set((struct coir_event *)event);
    return 0;
}

struct scenario {
    CORO;
    struct coir_timeout timeout;
    struct coir_handle later;
};

ASYNC(scenario) {
    coir_event_init(&e);
    coir_call_later(coir_running_loop(), &self->later, COIR_S(2), set, &e);
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_event_wait(&e));
            at(), printf("released\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout, set %s\n", yes(coir_event_is_set(&e)));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
