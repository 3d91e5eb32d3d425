/* 055_gather_order.c - results stand in the order of the arguments, whoever was first. */
#include "trace.h"

struct w {
    CORO;
    int n, seconds;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    at(), printf("done %d\n", self->n);
    RETURN(self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) task[3];
    struct coir_watch watch[3];
    struct coir_gather gather;
    int i;
};

/* The results of what was gathered, as a list. */
static void print_results(const struct scenario *self) {
    unsigned i;
    printf("[");
    for (i = 0; i < self->gather.count; i++)
        printf("%s%d", i ? " " : "", self->task[i].frame.result);
    printf("]\n");
}

ASYNC(scenario) {
    START(coir_running_loop(), self->task[0], w, .n = 1, .seconds = 3);
    START(coir_running_loop(), self->task[1], w, .n = 2, .seconds = 1);
    START(coir_running_loop(), self->task[2], w, .n = 3, .seconds = 2);
    for (self->i = 0; self->i < 3; self->i++)
        self->watch[self->i].task = &self->task[self->i].task;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
    print_results(self);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 0);
    printf("empty ");
    print_results(self);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
