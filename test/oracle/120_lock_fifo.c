/* 120_lock_fifo.c - who waits gets the lock in order; a free one does not suspend. */
#include "trace.h"

static struct coir_lock lk;

struct w {
    CORO;
    int n;
    struct coir_hold hold;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
        at(), printf("enter %d\n", self->n);
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("leave %d\n", self->n);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[3];
    struct wait_for_end wait;
    int i;
};

ASYNC(scenario) {
    coir_lock_init(&lk);
    AWAIT(coir_lock_acquire(&lk));
    printf("acquired at once %s\n", yes(coir_lock_locked(&lk)));
    coir_lock_release(&lk);
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    if (coir_lock_release(&lk) == COIR_RUNTIME)
        printf("RuntimeError on release of a free lock\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
