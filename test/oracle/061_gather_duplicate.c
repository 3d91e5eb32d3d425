/* 061_gather_duplicate.c - a task that is gathered twice runs once, and is there twice. */
#include "trace.h"

struct w {
    CORO;
    int result;
};

ASYNC(w) {
    printf("runs\n");
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN(4);
}
ASYNC_END

typedef COIR_TASK(w) w_task;

struct scenario {
    CORO;
    w_task t;
    struct coir_watch watch[2];
    struct coir_gather gather;
};

/* The result of the n-th task that is watched. */
static int result(const struct scenario *self, int n) {
    return ((const w_task *)(const void *)self->watch[n].task)->frame.result;
}

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    self->watch[0].task = self->watch[1].task = &self->t.task;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    printf("[%d %d]\n", result(self, 0), result(self, 1));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
