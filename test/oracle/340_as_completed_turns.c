/* 340_as_completed_turns.c - when each task comes, counted in turns; done ones, slow loops, a break. */
#include "trace.h"

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(ticks) t[4];
    struct coir_watch watch[4];
    struct coir_as_completed each;
    struct ticks ticks;
    int start, index;
};

static void start_tasks(struct scenario *self, int count, const int *n) {
    for (int i = 0; i < count; i++)
        START(coir_running_loop(), self->t[i], ticks, .n = n[i]);
    self->start = turns;
}

static int index_of(const struct scenario *self) {
    int i = 0;
    while (&self->t[i].task != self->each.value)
        i++;
    return i;
}

ASYNC(scenario) {
    static const int mixed[] = {4, 1, 2, 1}, slow[] = {1, 2, 12}, two[] = {1, 3};
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    start_tasks(self, 4, mixed);
    COIR_WATCH(self->watch, self->t);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 4) {
        printf("got %d %d\n", index_of(self), turns - self->start);
    }
    ASYNC_FOR_END
    self->start = turns;
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 4) {
        printf("done already %d\n", turns - self->start);
    }
    ASYNC_FOR_END
    start_tasks(self, 3, slow);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 3) {
        printf("slow %d %d\n", index_of(self), turns - self->start);
        AWAIT(self->ticks, ticks, .n = 5);
        printf("next %d\n", turns - self->start);
    }
    ASYNC_FOR_END
    start_tasks(self, 2, two);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 2) {
        printf("break %d\n", index_of(self));
        break;
    }
    ASYNC_FOR_END
    AWAIT(self->ticks, ticks, .n = 5);
    for (int i = 0; i < 2; i++)
        printf("%sreturned %d", i ? " " : "[", coir_done(&self->t[i].task) ? two[i] : -1);
    printf("]\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
