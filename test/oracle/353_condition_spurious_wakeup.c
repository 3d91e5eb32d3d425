/* 353_condition_spurious_wakeup.c - a waiter that times out wakes nobody: it was not notified. */
#include "trace.h"

static struct coir_lock lock;
static struct coir_condition c;

struct w {
    CORO;
    int n, seconds;
    struct coir_hold hold;
    struct coir_timeout timeout;
    struct coir_condition_wait wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->seconds)) {
                AWAIT(self->wait, coir_condition_wait, .condition = &c);
                at(), printf("woke %d\n", self->n);
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            at(), printf("Timeout %d\n", self->n);
        }
        TRY_END
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[2];
    struct coir_hold hold;
};

ASYNC(scenario) {
    coir_lock_init(&lock);
    coir_condition_init(&c, &lock);
    START(coir_running_loop(), self->w[0], w, .n = 1, .seconds = 2);
    START(coir_running_loop(), self->w[1], w, .n = 2, .seconds = 9);
    AWAIT(coir_sleep(COIR_S(5)));
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        coir_condition_notify(&c, 1);
        at(), printf("notified\n");
    }
    ASYNC_WITH_END
    AWAIT(coir_join(&self->w[0].task));
    AWAIT(coir_join(&self->w[1].task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
