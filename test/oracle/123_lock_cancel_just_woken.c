/* 123_lock_cancel_just_woken.c - a woken waiter that is cancelled passes the lock on. */
#include "trace.h"

static struct coir_lock lk;

struct w {
    CORO;
    int n;
    struct coir_hold hold;
};

ASYNC(w) {
    TRY {
        ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
            printf("got %d\n", self->n);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled %d\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[2];
    struct wait_for_end wait;
    int i;
};

ASYNC(scenario) {
    coir_lock_init(&lk);
    AWAIT(coir_lock_acquire(&lk));
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    AWAIT(coir_sleep(0));
    coir_lock_release(&lk);
    coir_cancel(&self->t[0].task);
    for (self->i = 0; self->i < 2; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("locked %s\n", yes(coir_lock_locked(&lk)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
