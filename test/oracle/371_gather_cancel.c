/* 371_gather_cancel.c - gather is cancelled: whom it asks, how long it waits, and what it raises. */
#include "trace.h"

#define TWO COIR_USER(2)

static const char *x(int error) {
    return error == TWO ? "ValueError(2)" : word(error);
}

struct w {
    CORO;
    int n, seconds;
    bool fail;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("asked %d\n", self->n);
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        at(), printf("cleaned %d\n", self->n);
        if (self->fail)
            RAISE(TWO);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct g {
    CORO;
    bool rest;
    struct coir_watch *watch;
    struct coir_gather gather;
};

ASYNC(g) {
    TRY {
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2,
              .return_errors = self->rest);
    }
    CATCH(COIR_ANY) {
        at(), printf("gather raised %s count %d\n", x(CAUGHT), coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[2];
    COIR_TASK(g) t;
    struct coir_watch watch[2];
    struct wait_for_end wait;
    int round;
};

/* Four rounds: without and with return_errors, with a second request, with a child that fails. */
static void start(struct scenario *self) {
    START(coir_running_loop(), self->t, g, .rest = self->round == 1 || self->round == 2,
          .watch = self->watch);
    START(coir_running_loop(), self->w[0], w, .n = 1, .seconds = 3);
    START(coir_running_loop(), self->w[1], w, .n = 2, .seconds = self->round == 2 ? 2 : 1,
          .fail = self->round == 3);
    for (int i = 0; i < 2; i++)
        self->watch[i].task = &self->w[i].task;
}

ASYNC(scenario) {
    for (self->round = 0; self->round < 4; self->round++) {
        start(self);
        AWAIT(coir_sleep(COIR_S(1)));
        coir_cancel(&self->t.task);
        if (self->round == 2) {
            AWAIT(coir_sleep(COIR_S(1)));
            printf("again\n");
            coir_cancel(&self->t.task);
        }
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        at();
        if (coir_outcome(&self->t.task) == TWO)
            printf("raised ValueError(2)\n");
        else
            printf("%s\n", out(&self->t.task));
        AWAIT(coir_sleep(COIR_S(5)));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
