/* 133_semaphore_cancel_just_woken.c - a woken waiter that is cancelled passes its permit on. */
#include "trace.h"

static struct coir_semaphore s;

struct w {
    CORO;
    int n;
    struct coir_permit permit;
};

ASYNC(w) {
    TRY {
        ASYNC_WITH(self->permit, coir_permit, .semaphore = &s) {
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
    COIR_TASK(w) t[3];
    struct wait_for_end wait;
    int i;
};

ASYNC(scenario) {
    coir_semaphore_init(&s, 1, 1);
    AWAIT(coir_semaphore_acquire(&s));
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    AWAIT(coir_sleep(0));
    coir_semaphore_release(&s);
    coir_cancel(&self->t[0].task);
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    printf("locked %s\n", yes(coir_semaphore_locked(&s)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
