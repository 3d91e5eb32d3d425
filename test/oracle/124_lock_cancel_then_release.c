/* 124_lock_cancel_then_release.c - a cancellation, a release, a newcomer in a turn: one holder. */
#include "trace.h"

static struct coir_lock lk;
static int holders;

struct w {
    CORO;
    int n;
    struct coir_hold hold;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
        holders++;
        printf("holds %d holders %d\n", self->n, holders);
        AWAIT(coir_sleep(0));
        AWAIT(coir_sleep(0));
        holders--;
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
    START(coir_running_loop(), self->t[0], w, .n = 1);
    START(coir_running_loop(), self->t[1], w, .n = 2);
    AWAIT(coir_sleep(0));
    coir_cancel(&self->t[0].task);
    coir_lock_release(&lk);
    START(coir_running_loop(), self->t[2], w, .n = 3);
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("locked %s\n", yes(coir_lock_locked(&lk)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
