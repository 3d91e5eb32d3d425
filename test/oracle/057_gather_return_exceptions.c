/* 057_gather_return_exceptions.c - errors and cancellation are outcomes among the others. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(1)

struct w {
    CORO;
    int n, seconds;
    bool fail;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    if (self->fail)
        RAISE(VALUE_ERROR);
    RETURN(self->n);
}
ASYNC_END

typedef COIR_TASK(w) w_task;

struct scenario {
    CORO;
    w_task task[3];
    struct coir_watch watch[3];
    struct coir_handle later;
    struct coir_gather gather;
    int i;
};

static int cancel(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

/* The error of a w carries its number: the frame still has it. */
static void print_outcome(const w_task *t) {
    int outcome = coir_outcome(&t->task);
    if (outcome == 0)
        printf("%d", t->frame.result);
    else if (outcome == VALUE_ERROR)
        printf("ValueError(%d)", t->frame.n);
    else
        printf("%s", word(outcome));
}

ASYNC(scenario) {
    START(coir_running_loop(), self->task[2], w, .n = 3, .seconds = 9);
    coir_call_later(coir_running_loop(), &self->later, COIR_S(2), cancel, &self->task[2].task);
    START(coir_running_loop(), self->task[0], w, .n = 1, .seconds = 1, .fail = true);
    START(coir_running_loop(), self->task[1], w, .n = 2, .seconds = 3);
    for (self->i = 0; self->i < 3; self->i++)
        self->watch[self->i].task = &self->task[self->i].task;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3, .return_errors = true);
    at(), printf("[");
    for (self->i = 0; self->i < 3; self->i++) {
        printf("%s", self->i ? " " : "");
        print_outcome(&self->task[self->i]);
    }
    printf("]\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
