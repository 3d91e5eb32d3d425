/* 310_wait_turns.c - when wait goes on after the end of its tasks, counted in turns. */
#include "trace.h"

struct bad {
    CORO;
    struct ticks ticks;
};

ASYNC(bad) {
    AWAIT(self->ticks, ticks, .n = 2);
    RAISE(COIR_USER(2));
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(ticks) t[2];
    COIR_TASK(bad) bad;
    struct coir_watch watch[2];
    struct coir_wait wait;
    unsigned count;
    int start, i;
};

static const struct {
    unsigned count;
    int n[2];
    const char *text;
} rounds[] = {
    {1, {0, 0}, "[0]"},   {1, {3, 0}, "[3]"},   {2, {1, 2}, "[1 2]"},
    {2, {1, 3}, "[1 3]"}, {2, {1, 4}, "[1 4]"},
};

static void tell(const char *what, const struct scenario *self) {
    printf("%s %d %u %u\n", what, turns - self->start, self->wait.done,
           self->count - self->wait.done);
}

static void start_round(struct scenario *self) {
    self->count = rounds[self->i].count;
    for (unsigned i = 0; i < self->count; i++) {
        START(coir_running_loop(), self->t[i], ticks, .n = rounds[self->i].n[i]);
        self->watch[i].task = &self->t[i].task;
    }
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    for (self->i = 0; self->i < 5; self->i++) {
        start_round(self);
        self->start = turns;
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = self->count,
              .when = COIR_FIRST_COMPLETED);
        printf("first of %s %d done %u pending %u\n", rounds[self->i].text, turns - self->start,
               self->wait.done, self->count - self->wait.done);
        self->start = turns;
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = self->count);
        tell("all", self);
        self->start = turns;
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = self->count);
        printf("all again %d\n", turns - self->start);
    }
    START(coir_running_loop(), self->bad, bad);
    START(coir_running_loop(), self->t[1], ticks, .n = 4);
    self->watch[0].task = &self->bad.task;
    self->start = turns;
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2, .when = COIR_FIRST_EXCEPTION);
    tell("exception", self);
    self->start = turns;
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2, .when = COIR_FIRST_EXCEPTION);
    tell("known exception", self);
    self->start = turns;
    self->count = 1;
    START(coir_running_loop(), self->t[0], ticks, .n = 9);
    self->watch[0].task = &self->t[0].task;
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1, .timeout = -1);
    tell("no time", self);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
