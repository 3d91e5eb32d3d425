/* 011_task_start_deferred.c - tasks start in order, at the creator's next suspension. */
#include "trace.h"

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    printf("start %d\n", self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) one, two;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->one, w, .n = 1);
    START(coir_running_loop(), self->two, w, .n = 2);
    printf("before suspension\n");
    AWAIT(coir_sleep(0));
    printf("after suspension\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
