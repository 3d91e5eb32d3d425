/* 138_barrier_cancel_waiter.c - a cancelled waiter just leaves; another one completes the party. */
#include "trace.h"

static struct coir_barrier b;

struct w {
    CORO;
    int n;
    struct coir_barrier_wait wait;
};

ASYNC(w) {
    TRY {
        AWAIT(self->wait, coir_barrier_wait, .barrier = &b);
        at(), printf("passed %d\n", self->n);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %d\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t, party[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(scenario) {
    coir_barrier_init(&b, 2);
    START(coir_running_loop(), self->t, w, .n = 1);
    AWAIT(coir_sleep(COIR_S(1)));
    printf("waiting %u\n", coir_barrier_waiting(&b));
    coir_cancel(&self->t.task);
    AWAIT(coir_sleep(COIR_S(1)));
    printf("waiting %u broken %s\n", coir_barrier_waiting(&b), yes(coir_barrier_broken(&b)));
    START(coir_running_loop(), self->party[0], w, .n = 2);
    START(coir_running_loop(), self->party[1], w, .n = 3);
    COIR_WATCH(self->watch, self->party);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
