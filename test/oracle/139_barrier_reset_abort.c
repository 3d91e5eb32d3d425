/* 139_barrier_reset_abort.c - reset sends those who wait away and goes on; abort refuses until reset. */
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
    CATCH(COIR_BROKEN) {
        at(), printf("BrokenBarrier %d\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t, party[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
    struct w w;
};

static void print_broken(void) {
    printf("broken %s\n", yes(coir_barrier_broken(&b)));
}

ASYNC(scenario) {
    coir_barrier_init(&b, 2);
    START(coir_running_loop(), self->t, w, .n = 1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    coir_barrier_reset(&b);
    AWAIT(coir_join(&self->t.task));
    print_broken();
    START(coir_running_loop(), self->t, w, .n = 2);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    coir_barrier_abort(&b);
    AWAIT(coir_join(&self->t.task));
    print_broken();
    AWAIT(self->w, w, .n = 3);
    coir_barrier_reset(&b);
    print_broken();
    START(coir_running_loop(), self->party[0], w, .n = 4);
    START(coir_running_loop(), self->party[1], w, .n = 5);
    COIR_WATCH(self->watch, self->party);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
