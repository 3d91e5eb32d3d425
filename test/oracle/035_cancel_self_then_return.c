/* 035_cancel_self_then_return.c - cancelled by itself and never suspended again: cancelled. */
#include "trace.h"

struct w {
    CORO;
    int result;
};

ASYNC(w) {
    coir_cancel(coir_current());
    printf("returning\n");
    RETURN(5);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
