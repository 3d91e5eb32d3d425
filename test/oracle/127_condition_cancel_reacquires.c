/* 127_condition_cancel_reacquires.c - a cancelled waiter gets the lock back first, however long that takes. */
#include "trace.h"

static struct coir_lock lock;
static struct coir_condition c;

struct w {
    CORO;
    struct coir_hold hold;
    struct coir_condition_wait wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        TRY {
            AWAIT(self->wait, coir_condition_wait, .condition = &c);
        }
        FINALLY {
            at(), printf("left wait, locked %s\n", yes(coir_lock_locked(&lock)));
        }
        TRY_END
    }
    ASYNC_WITH_END
    at(), printf("unlocked\n");
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    coir_lock_init(&lock);
    coir_condition_init(&c, &lock);
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(0));
    AWAIT(coir_lock_acquire(&lock));
    coir_cancel(&self->t.task);
    AWAIT(coir_sleep(COIR_S(2)));
    coir_cancel(&self->t.task);
    AWAIT(coir_sleep(COIR_S(2)));
    at(), printf("holder releases\n");
    coir_lock_release(&lock);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("%s locked %s\n", out(&self->t.task), yes(coir_lock_locked(&lock)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
