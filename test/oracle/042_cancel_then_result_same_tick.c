/* 042_cancel_then_result_same_tick.c - the awaited future is cancelled at once. */
#include "trace.h"

static struct coir_future f;

struct w {
    CORO;
};

ASYNC(w) {
    AWAIT(coir_future_wait(&f));
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
    coir_cancel(&self->t.task);
    printf("future %s task %s\n", coir_future_cancelled(&f) ? "cancelled" : "pending",
           out(&self->t.task));
    if (coir_future_set(&f, 3) == COIR_STATE)
        printf("set_result InvalidState\n");
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("task %s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
