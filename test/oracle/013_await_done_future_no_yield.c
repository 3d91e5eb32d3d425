/* 013_await_done_future_no_yield.c - awaiting what is done does not suspend. */
#include "trace.h"

struct other {
    CORO;
};

ASYNC(other) {
    printf("other ran\n");
}
ASYNC_END

struct three {
    CORO;
    int result;
};

ASYNC(three) {
    RETURN(3);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(three) t;
    COIR_TASK(other) o;
    struct coir_future f;
    int got;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, three);
    AWAIT(coir_sleep(0));
    START(coir_running_loop(), self->o, other);
    coir_future_init(&self->f, coir_running_loop());
    coir_future_set(&self->f, 2);
    AWAIT_INTO(self->got, coir_future_wait(&self->f));
    printf("future %d\n", self->got);
    AWAIT(coir_join(&self->t.task));
    printf("task %d\n", self->t.frame.result);
    AWAIT(coir_sleep(0));
    printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
