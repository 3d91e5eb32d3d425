/* 041_result_then_cancel_same_tick.c - the waiter is cancelled; the future keeps its value. */
#include "trace.h"

static struct coir_future f;

struct w {
    CORO;
    int got;
};

ASYNC(w) {
    TRY {
        AWAIT_INTO(self->got, coir_future_wait(&f));
        printf("got %d\n", self->got);
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled, future returned %d\n", coir_future_outcome(&f));
        RAISE(CAUGHT);
    }
    TRY_END
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
    coir_future_set(&f, 3);
    printf("cancel returns %s\n", yes(coir_cancel(&self->t.task)));
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
