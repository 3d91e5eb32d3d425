/* 372_gather_last_child_and_cancel.c - the last task ends, and a cancellation comes around that time. */
#include "trace.h"

#define W COIR_USER(1)

struct w {
    CORO;
    bool fail;
    struct ticks ticks;
};

ASYNC(w) {
    AWAIT(self->ticks, ticks, .n = 2);
    if (self->fail)
        RAISE(W);
}
ASYNC_END

struct g {
    CORO;
    bool fail;
    COIR_TASK(w) w;
    struct coir_watch watch;
    struct coir_gather gather;
};

ASYNC(g) {
    TRY {
        START(coir_running_loop(), self->w, w, .fail = self->fail);
        self->watch.task = &self->w.task;
        AWAIT(self->gather, coir_gather, .watch = &self->watch, .count = 1);
        printf("got\n");
    }
    CATCH(COIR_ANY) {
        printf("gather raised %s\n", CAUGHT == W ? "ValueError(w)" : word(CAUGHT));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(g) t;
    struct ticks ticks;
    struct wait_for_end wait;
    int fail, k;
    bool asked;
};

ASYNC(scenario) {
    for (self->fail = 0; self->fail < 2; self->fail++)
        for (self->k = 2; self->k <= 7; self->k++) {
            START(coir_running_loop(), self->t, g, .fail = self->fail);
            AWAIT(self->ticks, ticks, .n = self->k);
            self->asked = coir_cancel(&self->t.task);
            AWAIT(self->wait, wait_for_end, .task = &self->t.task);
            printf("%d %s %s\n", self->k, yes(self->asked),
                   coir_outcome(&self->t.task) == W ? "raised ValueError(w)" : out(&self->t.task));
        }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
