/* 064_gather_fail_then_cancel_rest.c - once gather has failed, it no longer stands for the rest. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(1)

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(VALUE_ERROR);
}
ASYNC_END

struct good {
    CORO;
};

ASYNC(good) {
    TRY {
        AWAIT(coir_sleep(COIR_S(4)));
        at(), printf("survivor finished\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("survivor cancelled\n");
    }
    TRY_END
}
ASYNC_END

/* Outside of g: one of them outlives it. */
static COIR_TASK(bad) bad_task;
static COIR_TASK(good) good_task;

struct g {
    CORO;
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(g) {
    TRY {
        START(coir_running_loop(), bad_task, bad);
        START(coir_running_loop(), good_task, good);
        self->watch[0].task = &bad_task.task;
        self->watch[1].task = &good_task.task;
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    }
    CATCH(VALUE_ERROR) {
        at(), printf("gather failed\n");
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(10)));
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(g) t;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, g);
    AWAIT(coir_sleep(COIR_S(2)));
    coir_cancel(&self->t.task);
    AWAIT(coir_sleep(COIR_S(5)));
    printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
