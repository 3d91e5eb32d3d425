/* 048_cancel_while_scheduled_to_run.c - its timer has fired, and yet it is cancelled in its sleep. */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(2)));
        at(), printf("woke normally\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled in sleep\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static int cancel_task(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct coir_handle handle;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(0));
    coir_call_at(coir_running_loop(), &self->handle, COIR_S(2), cancel_task, &self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
