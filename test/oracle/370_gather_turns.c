/* 370_gather_turns.c - when gather goes on after the end of its tasks, counted in turns. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(0) /* minus its argument */

struct bad {
    CORO;
    int n;
    struct ticks ticks;
};

ASYNC(bad) {
    AWAIT(self->ticks, ticks, .n = self->n);
    RAISE(VALUE_ERROR - self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(ticks) w[2];
    COIR_TASK(bad) bad;
    struct coir_watch watch[2];
    struct coir_gather gather;
    int start;
};

static void tell(const char *what, int start) {
    printf("%s %d\n", what, turns - start);
}

static void start_two(struct scenario *self, int a, int b) {
    START(coir_running_loop(), self->w[0], ticks, .n = a);
    START(coir_running_loop(), self->w[1], ticks, .n = b);
    self->watch[0].task = &self->w[0].task;
    self->watch[1].task = &self->w[1].task;
}

static void start_bad(struct scenario *self, int a, int b) {
    START(coir_running_loop(), self->bad, bad, .n = a);
    START(coir_running_loop(), self->w[1], ticks, .n = b);
    self->watch[0].task = &self->bad.task;
    self->watch[1].task = &self->w[1].task;
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    self->start = turns;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 0);
    tell("none", self->start);
    self->start = turns;
    START(coir_running_loop(), self->w[0], ticks, .n = 0);
    self->watch[0].task = &self->w[0].task;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 1);
    tell("one", self->start);
    self->start = turns;
    start_two(self, 3, 1);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    tell("two", self->start);
    start_two(self, 0, 1);
    for (self->start = 0; self->start < 4; self->start++)
        AWAIT(coir_sleep(0));
    self->start = turns;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    tell("done already", self->start);
    self->start = turns;
    start_bad(self, 1, 5);
    TRY {
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    }
    CATCH(COIR_ERROR) {
        printf("failed %d ValueError(%d)\n", turns - self->start, VALUE_ERROR - CAUGHT);
    }
    TRY_END
    AWAIT(coir_join(&self->w[1].task));
    self->start = turns;
    start_bad(self, 2, 1);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2, .return_errors = true);
    printf("collected %d 2\n", turns - self->start);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
