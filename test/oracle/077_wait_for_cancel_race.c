/* 077_wait_for_cancel_race.c - a value and a cancellation in one turn: the cancellation is raised.
 * trace: 3.13 */
#include "trace.h"

static struct coir_future f;

struct of {
    CORO;
    int result;
};

ASYNC(of) {
    AWAIT_INTO(self->result, coir_future_wait(&f));
}
ASYNC_END

struct w {
    CORO;
    struct of of;
    struct coir_wait_for wait;
};

ASYNC(w) {
    PREPARE(self->of, of);
    AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->of, of), .delay = COIR_S(10));
    printf("cancel was swallowed, got %d\n", self->of.result);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    coir_future_init(&f, coir_running_loop());
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(0));
    coir_future_set(&f, 1);
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("%s count %d\n", out(&self->t.task), coir_cancelling(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
