/* 360_barrier_rounds.c - round after round: the place of each, and who has to wait for the next. */
#include "trace.h"

static struct coir_barrier b;

struct w {
    CORO;
    const char *name;
    int seconds, i;
    struct coir_barrier_wait wait;
};

ASYNC(w) {
    for (self->i = 1; self->i <= 2; self->i++) {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        at(), printf("%s arrives %u\n", self->name, coir_barrier_waiting(&b));
        AWAIT(self->wait, coir_barrier_wait, .barrier = &b);
        at(), printf("%s round %d place %d\n", self->name, self->i, self->wait.result);
    }
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[4];
    struct coir_watch watch[4];
    struct coir_gather gather;
    struct w alone;
};

ASYNC(scenario) {
    static const char *const names[] = {"a", "b", "c", "d"};
    COIR_WATCH(self->watch, self->w);
    coir_barrier_init(&b, 2);
    for (int i = 0; i < 4; i++)
        START(coir_running_loop(), self->w[i], w, .name = names[i], .seconds = 1);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 4);
    printf("%u %s\n", coir_barrier_waiting(&b), yes(coir_barrier_broken(&b)));
    coir_barrier_init(&b, 3);
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->w[i], w, .name = names[i], .seconds = i + 1);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
    coir_barrier_init(&b, 1);
    AWAIT(self->alone, w, .name = "alone", .seconds = 0);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
