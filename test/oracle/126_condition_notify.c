/* 126_condition_notify.c - the woken go on one by one, each with the lock; without it is an error. */
#include "trace.h"

static struct coir_lock lock;
static struct coir_condition c;

struct w {
    CORO;
    int n;
    struct coir_hold hold;
    struct coir_condition_wait wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        AWAIT(self->wait, coir_condition_wait, .condition = &c);
        at(), printf("woke %d\n", self->n);
        AWAIT(coir_sleep(COIR_S(1)));
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[4];
    struct coir_watch watch[4];
    struct coir_hold hold;
    struct coir_condition_wait condition_wait;
    struct coir_wait wait;
};

ASYNC(scenario) {
    coir_lock_init(&lock);
    coir_condition_init(&c, &lock);
    if (coir_condition_notify(&c, 1) == COIR_RUNTIME)
        printf("RuntimeError notify\n");
    TRY {
        AWAIT(self->condition_wait, coir_condition_wait, .condition = &c);
    }
    CATCH(COIR_RUNTIME) {
        printf("RuntimeError wait\n");
    }
    TRY_END
    for (int i = 0; i < 4; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        coir_condition_notify(&c, 2);
        at(), printf("notified two, still holding\n");
        AWAIT(coir_sleep(COIR_S(2)));
    }
    ASYNC_WITH_END
    at(), printf("released\n");
    AWAIT(coir_sleep(COIR_S(5)));
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        coir_condition_notify_all(&c);
    }
    ASYNC_WITH_END
    COIR_WATCH(self->watch, self->t);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 4);
    at(), printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
