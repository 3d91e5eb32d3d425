/* 058_gather_child_cancelled.c - a child cancelled on its own is a failure of gather, not of us. */
#include "trace.h"

struct w {
    CORO;
    int n, seconds;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    at(), printf("done %d\n", self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t, s;
    struct coir_watch watch[2];
    struct coir_handle later;
    struct coir_gather gather;
};

static int cancel(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w, .n = 1, .seconds = 5);
    START(coir_running_loop(), self->s, w, .n = 2, .seconds = 3);
    coir_call_later(coir_running_loop(), &self->later, COIR_S(1), cancel, &self->t.task);
    self->watch[0].task = &self->t.task;
    self->watch[1].task = &self->s.task;
    TRY {
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("gather raised Cancelled, count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
    AWAIT(coir_join(&self->s.task));
    printf("%s / %s\n", out(&self->t.task), out(&self->s.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
