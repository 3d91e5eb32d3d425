/* 183_cancel_during_aexit.c - cancel interrupts an exit; the outer exit still runs, and sees it. */
#include "trace.h"

struct c {
    CORO;
    const char *n;
    int seen;
    int value;
};

ASYNC(c) {
    TRY {
        YIELD(0);
    }
    FINALLY {
        self->seen = CAUGHT;
        at(), printf("exit %s %s\n", self->n, self->seen ? word(self->seen) : "none");
        AWAIT(coir_sleep(COIR_S(5)));
        at(), printf("exit complete %s\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct w {
    CORO;
    struct c outer, inner;
};

ASYNC(w) {
    ASYNC_WITH(self->outer, c, .n = "outer") {
        ASYNC_WITH(self->inner, c, .n = "inner") {
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(COIR_S(2)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
