/* 132_semaphore_limit.c - at most two inside, first come, first served. */
#include "trace.h"

static struct coir_semaphore s;

struct w {
    CORO;
    int n;
    struct coir_permit permit;
};

ASYNC(w) {
    ASYNC_WITH(self->permit, coir_permit, .semaphore = &s) {
        at(), printf("in %d locked %s\n", self->n, yes(coir_semaphore_locked(&s)));
        AWAIT(coir_sleep(COIR_S(self->n)));
    }
    ASYNC_WITH_END
    at(), printf("out %d\n", self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[4];
    struct wait_for_end wait;
    int i;
};

ASYNC(scenario) {
    static const int n[4] = {3, 1, 2, 1};
    coir_semaphore_init(&s, 2, 2);
    for (int i = 0; i < 4; i++)
        START(coir_running_loop(), self->t[i], w, .n = n[i]);
    for (self->i = 0; self->i < 4; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("locked %s\n", yes(coir_semaphore_locked(&s)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
