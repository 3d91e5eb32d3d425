/* 422_semaphore_orders.c - permits go in order, and pass on when their task is cancelled. */
#include <limits.h>

#include "trace.h"

static struct coir_semaphore s;

struct w {
    CORO;
    const char *name;
    int seconds;
    struct coir_permit permit;
};

ASYNC(w) {
    TRY {
        ASYNC_WITH(self->permit, coir_permit, .semaphore = &s) {
            at(), printf("in %s\n", self->name);
            AWAIT(coir_sleep(COIR_S(self->seconds)));
        }
        ASYNC_WITH_END
        at(), printf("out %s\n", self->name);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %s\n", self->name);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct limited {
    CORO;
    struct coir_timeout timeout;
    struct coir_permit permit;
};

ASYNC(limited) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
            ASYNC_WITH(self->permit, coir_permit, .semaphore = &s) {
                at(), printf("in 6\n");
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout 6\n");
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[5];
    COIR_TASK(limited) limited;
    struct coir_watch watch[6];
    struct coir_wait wait;
    int i;
};

static const char *const names[] = {"1", "2", "3", "4", "5"};

ASYNC(scenario) {
    coir_semaphore_init(&s, 2, UINT_MAX);
    for (int i = 0; i < 5; i++) {
        START(coir_running_loop(), self->t[i], w, .name = names[i], .seconds = i + 1);
        self->watch[i].task = &self->t[i].task;
    }
    START(coir_running_loop(), self->limited, limited);
    self->watch[5].task = &self->limited.task;
    AWAIT(coir_sleep(COIR_MS(500)));
    coir_cancel(&self->t[3].task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 6);
    at(), printf("locked %s\n", yes(coir_semaphore_locked(&s)));
    AWAIT(coir_semaphore_acquire(&s));
    AWAIT(coir_semaphore_acquire(&s));
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->t[i], w, .name = names[i]);
    AWAIT(coir_sleep(0));
    coir_semaphore_release(&s);
    coir_semaphore_release(&s);
    printf("locked %s\n", yes(coir_semaphore_locked(&s)));
    coir_cancel(&self->t[0].task);
    coir_cancel(&self->t[1].task);
    START(coir_running_loop(), self->t[3], w, .name = "new");
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 4);
    printf("[%s %s %s] %s\n", out(&self->t[0].task), out(&self->t[1].task), out(&self->t[2].task),
           yes(coir_semaphore_locked(&s)));
    AWAIT(coir_semaphore_acquire(&s));
    AWAIT(coir_semaphore_acquire(&s));
    printf("%s\n", yes(coir_semaphore_locked(&s)));
    for (int i = 0; i < 3; i++)
        coir_semaphore_release(&s);
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(coir_semaphore_acquire(&s));
    printf("three %s\n", yes(coir_semaphore_locked(&s)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
