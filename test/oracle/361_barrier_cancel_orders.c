/* 361_barrier_cancel_orders.c - a waiter is cancelled before, while and after the last one comes. */
#include "trace.h"

static struct coir_barrier b;

struct w {
    CORO;
    char name;
    struct coir_barrier_wait wait;
};

ASYNC(w) {
    TRY {
        AWAIT(self->wait, coir_barrier_wait, .barrier = &b);
        at(), printf("%c place %d\n", self->name, self->wait.result);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("%c cancelled %u\n", self->name, coir_barrier_waiting(&b));
        RAISE(CAUGHT);
    }
    CATCH(COIR_BROKEN) {
        at(), printf("%c Broken\n", self->name);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[3];
    struct coir_watch watch[3];
    struct coir_wait wait;
    struct w w;
    struct ticks ticks;
    int when;
};

static void start(struct scenario *self, int i, char name) {
    START(coir_running_loop(), self->t[i], w, .name = name);
}

static void print_outcomes(const struct scenario *self) {
    printf("[%s %s %s] %u", out(&self->t[0].task), out(&self->t[1].task), out(&self->t[2].task),
           coir_barrier_waiting(&b));
}

ASYNC(scenario) {
    COIR_WATCH(self->watch, self->t);
    for (self->when = 0; self->when < 4; self->when++) {
        coir_barrier_init(&b, 3);
        start(self, 0, 'a');
        start(self, 1, 'b');
        AWAIT(coir_sleep(0));
        if (self->when == 0)
            coir_cancel(&self->t[0].task);
        start(self, 2, 'c');
        if (self->when == 1)
            coir_cancel(&self->t[0].task);
        AWAIT(coir_sleep(0));
        if (self->when == 2)
            coir_cancel(&self->t[0].task);
        AWAIT(coir_sleep(0));
        if (self->when == 3)
            printf("late %s\n", yes(coir_cancel(&self->t[0].task)));
        AWAIT(self->ticks, ticks, .n = 4);
        printf("%d ", self->when), print_outcomes(self);
        printf(" %s\n", yes(coir_barrier_broken(&b)));
        if (self->when == 0) {
            AWAIT(self->w, w, .name = 'd');
            AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
            print_outcomes(self), printf("\n");
        }
    }
    coir_barrier_init(&b, 2);
    start(self, 0, 'e');
    AWAIT(coir_sleep(0));
    coir_barrier_abort(&b);
    coir_cancel(&self->t[0].task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1);
    printf("%s %s\n", out(&self->t[0].task), yes(coir_barrier_broken(&b)));
    AWAIT(self->w, w, .name = 'f');
    coir_barrier_reset(&b);
    start(self, 0, 'g');
    start(self, 1, 'h');
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
    start(self, 0, 'i');
    AWAIT(coir_sleep(0));
    coir_barrier_reset(&b);
    start(self, 1, 'j');
    AWAIT(self->ticks, ticks, .n = 3);
    printf("%s %s %u\n", out(&self->t[0].task), out(&self->t[1].task), coir_barrier_waiting(&b));
    AWAIT(self->w, w, .name = 'k');
    AWAIT(coir_join(&self->t[1].task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
