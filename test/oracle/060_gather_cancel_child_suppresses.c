/* 060_gather_cancel_child_suppresses.c - children swallow the request, gather remembers it. */
#include "trace.h"

struct w {
    CORO;
    int n;
    int result;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("swallow %d\n", self->n);
    }
    TRY_END
    RETURN(self->n);
}
ASYNC_END

struct g {
    CORO;
    COIR_TASK(w) w[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
    int i;
};

ASYNC(g) {
    for (self->i = 0; self->i < 2; self->i++) {
        START(coir_running_loop(), self->w[self->i], w, .n = self->i + 1);
        self->watch[self->i].task = &self->w[self->i].task;
    }
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(g) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, g);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
