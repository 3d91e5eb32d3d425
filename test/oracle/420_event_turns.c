/* 420_event_turns.c - when those who wait for an event go on, counted in turns; set, cleared, cancelled. */
#include "trace.h"

static struct coir_event e;
static int start;

struct w {
    CORO;
    int n;
    bool again;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_event_wait(&e));
        printf("woke %d %d %s\n", self->n, turns - start, yes(coir_event_is_set(&e)));
        if (self->again) {
            coir_event_clear(&e);
            printf("cleared by %d\n", self->n);
            AWAIT(coir_event_wait(&e));
            printf("woke again %d %d\n", self->n, turns - start);
        }
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled %d %d %s\n", self->n, turns - start, yes(coir_event_is_set(&e)));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(w) t[3];
    struct coir_watch watch[3];
    struct coir_wait wait;
    struct ticks ticks;
};

static void print_outcomes(const struct scenario *self) {
    for (int i = 0; i < 3; i++)
        printf("%s%s", i ? " " : "[", out(&self->t[i].task));
    printf("]\n");
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    coir_event_init(&e);
    COIR_WATCH(self->watch, self->t);
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    AWAIT(self->ticks, ticks, .n = 2);
    start = turns;
    coir_event_set(&e);
    coir_event_clear(&e);
    coir_cancel(&self->t[1].task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
    print_outcomes(self);
    START(coir_running_loop(), self->t[0], w, .n = 1, .again = true);
    START(coir_running_loop(), self->t[1], w, .n = 2);
    AWAIT(self->ticks, ticks, .n = 2);
    start = turns;
    coir_event_set(&e);
    START(coir_running_loop(), self->t[2], w, .n = 9);
    AWAIT(self->ticks, ticks, .n = 4);
    printf("%s %s\n", yes(coir_done(&self->t[2].task)), yes(coir_event_is_set(&e)));
    coir_cancel(&self->t[2].task);
    coir_event_set(&e);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
    print_outcomes(self);
    start = turns;
    AWAIT(coir_event_wait(&e));
    printf("set already %d\n", turns - start);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
