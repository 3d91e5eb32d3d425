/* 069_wait_edge.c - nothing to wait for is an error; what is done already takes a turn all the same. */
#include "trace.h"

struct other {
    CORO;
};

ASYNC(other) {
    printf("other ran\n");
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_future f;
    COIR_TASK(other) first, t;
    struct coir_watch watch;
    struct coir_wait wait;
};

ASYNC(scenario) {
    TRY {
        AWAIT(self->wait, coir_wait, .watch = &self->watch, .count = 0);
    }
    CATCH(COIR_VALUE) {
        printf("ValueError\n");
    }
    TRY_END
    coir_future_init(&self->f, coir_running_loop());
    coir_future_set(&self->f, 0);
    START(coir_running_loop(), self->first, other);
    self->watch.future = &self->f;
    AWAIT(self->wait, coir_wait, .watch = &self->watch, .count = 1);
    printf("returned %u %u\n", self->wait.done, 1 - self->wait.done);
    START(coir_running_loop(), self->t, other);
    self->watch.future = NULL;
    self->watch.task = &self->t.task;
    AWAIT(self->wait, coir_wait, .watch = &self->watch, .count = 1, .timeout = -1);
    printf("timeout zero %u %u\n", self->wait.done, 1 - self->wait.done);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
