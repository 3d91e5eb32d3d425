/* 178_agen_cancel_in_loop_body.c - in the body of an open loop, cancelling leaves it alone. */
#include "trace.h"

struct g {
    CORO;
    int value;
};

ASYNC(g) {
    TRY {
        YIELD(1);
    }
    FINALLY {
        at(), printf("gen cleanup\n");
    }
    TRY_END
}
ASYNC_END

struct w {
    CORO;
    struct g *i;
};

ASYNC(w) {
    ASYNC_FOR_OPEN(*self->i, g) {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    ASYNC_FOR_END
}
ASYNC_END

struct scenario {
    CORO;
    struct g i;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    PREPARE(self->i, g);
    START(coir_running_loop(), self->t, w, .i = &self->i);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s generator untouched\n", out(&self->t.task));
    ASYNC_CLOSE(self->i, g);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
