/* 129_condition_notify_skips_cancelled.c - who was cancelled before a notify does not use it up. */
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
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[2];
    struct coir_watch watch[2];
    struct coir_wait wait;
};

ASYNC(scenario) {
    coir_lock_init(&lock);
    coir_condition_init(&c, &lock);
    START(coir_running_loop(), self->t[0], w, .n = 1);
    START(coir_running_loop(), self->t[1], w, .n = 2);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    AWAIT(coir_lock_acquire(&lock));
    coir_cancel(&self->t[0].task);
    coir_condition_notify(&c, 1);
    coir_lock_release(&lock);
    COIR_WATCH(self->watch, self->t);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2, .timeout = COIR_S(5));
    printf("[%s %s]\n", out(&self->t[0].task), out(&self->t[1].task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
