/* 177_agen_cancel_in_next.c - cancelling the consumer raises at the generator's inner await. */
#include "trace.h"

struct g {
    CORO;
    int value;
};

ASYNC(g) {
    TRY {
        YIELD(1);
        AWAIT(coir_sleep(COIR_S(50)));
        YIELD(2);
    }
    FINALLY {
        at(), printf("gen cleanup\n");
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("gen cleaned\n");
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
        at(), printf("item %d\n", self->i->value);
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
    at(), printf("%s\n", out(&self->t.task));
    ASYNC_NEXT(self->i, g);
    printf("next %s\n", ENDED(self->i) ? "end" : "more");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
