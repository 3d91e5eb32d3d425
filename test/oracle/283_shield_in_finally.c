/* 283_shield_in_finally.c - a shielded cleanup outlives the task that was cancelled twice. */
#include "trace.h"

struct cleanup {
    CORO;
};

ASYNC(cleanup) {
    AWAIT(coir_sleep(COIR_S(3)));
    at(), printf("cleanup complete\n");
}
ASYNC_END

static COIR_TASK(cleanup) kept; /* it outlives w */

struct w {
    CORO;
    struct coir_shield shield;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(99)));
    }
    FINALLY {
        START(coir_running_loop(), kept, cleanup);
        AWAIT(self->shield, coir_shield, .task = &kept.task);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
    AWAIT(coir_join(&kept.task));
    at(), printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
