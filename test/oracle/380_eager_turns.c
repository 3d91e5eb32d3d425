/* 380_eager_turns.c - an eager task that need not wait costs no turn; one that waits is like others. */
#include "trace.h"

static int start;

struct w {
    CORO;
    int n;
    struct ticks ticks;
    int result;
};

ASYNC(w) {
    AWAIT(self->ticks, ticks, .n = self->n);
    printf("end %d %d\n", self->n, turns - start);
    RETURN(self->n);
}
ASYNC_END

static int callback(void *unused) {
    (void)unused;
    printf("callback %d\n", turns - start);
    return 0;
}

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(w) a, b;
    struct coir_watch watch[2];
    struct coir_gather gather;
    struct coir_group group;
    struct coir_handle told;
    int n;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    start = turns;
    for (self->n = 0; self->n <= 2; self->n += 2) {
        START_EAGER(coir_running_loop(), self->a, w, .n = self->n);
        printf("done %s %d\n", yes(coir_done(&self->a.task)), turns - start);
        AWAIT(coir_join(&self->a.task));
        printf("%d %d\n", self->a.frame.result, turns - start);
    }
    start = turns;
    self->watch[0].task = &self->a.task;
    self->watch[1].task = &self->b.task;
    for (self->n = 0; self->n < 2; self->n++) {
        START_EAGER(coir_running_loop(), self->a, w, .n = self->n);
        START_EAGER(coir_running_loop(), self->b, w, .n = 0);
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
        printf("[%d %d] %d\n", self->a.frame.result, self->b.frame.result, turns - start);
    }
    start = turns;
    START_EAGER(coir_running_loop(), self->a, w, .n = 0);
    coir_on_done(&self->a.task, &self->told, callback, NULL);
    printf("not yet\n");
    AWAIT(coir_sleep(0));
    start = turns;
    START(coir_running_loop(), self->a, w, .n = 1);
    START_EAGER(coir_running_loop(), self->b, w, .n = 1);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
    start = turns;
    ASYNC_WITH(self->group, coir_group) {
        START_EAGER(&self->group, self->a, w, .n = 0);
        START_EAGER(&self->group, self->b, w, .n = 0);
    }
    ASYNC_WITH_END
    printf("group %d\n", turns - start);
    start = turns;
    ASYNC_WITH(self->group, coir_group) {
        START_EAGER(&self->group, self->a, w, .n = 1);
    }
    ASYNC_WITH_END
    printf("group %d\n", turns - start);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
