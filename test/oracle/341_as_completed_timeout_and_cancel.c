/* 341_as_completed_timeout_and_cancel.c - a loop that ends early leaves its tasks alone. */
#include "trace.h"

struct w {
    CORO;
    int n;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->n)));
    at(), printf("end %d\n", self->n);
    RETURN(self->n);
}
ASYNC_END

typedef COIR_TASK(w) w_task;

struct each {
    CORO;
    const w_task *tasks;
    struct coir_watch *watch;
    unsigned count;
    coir_time limit;
    struct coir_as_completed each;
};

ASYNC(each) {
    TRY {
        ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = self->count,
                  .timeout = self->limit) {
            at(), printf("got %d\n",
                         (int)((const w_task *)(const void *)self->each.value - self->tasks));
        }
        ASYNC_FOR_END
        at(), printf("all\n");
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("Cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    w_task w[3];
    struct coir_watch watch[3], end[3];
    struct coir_wait wait;
    struct wait_for_end wait_for_end;
    struct each each;
    COIR_TASK(each) t;
};

static void start(struct scenario *self, int count) {
    for (int i = 0; i < count; i++)
        START(coir_running_loop(), self->w[i], w, .n = i + 1);
}

static void print_results(const struct scenario *self) {
    printf("[returned %d returned %d returned %d]\n", self->w[0].frame.result,
           self->w[1].frame.result, self->w[2].frame.result);
}

ASYNC(scenario) {
    COIR_WATCH(self->watch, self->w);
    COIR_WATCH(self->end, self->w);
    start(self, 3);
    AWAIT(coir_sleep(0));
    AWAIT(self->each, each, .tasks = self->w, .watch = self->watch, .count = 3, .limit = COIR_S(2));
    AWAIT(coir_sleep(COIR_S(5)));
    print_results(self);
    start(self, 3);
    START(coir_running_loop(), self->t, each, .tasks = self->w, .watch = self->watch, .count = 3);
    AWAIT(coir_sleep(COIR_MS(1500)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait_for_end, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
    AWAIT(self->wait, coir_wait, .watch = self->end, .count = 3);
    print_results(self);
    start(self, 2);
    AWAIT(self->each, each, .tasks = self->w, .watch = self->watch, .count = 2, .limit = -1);
    AWAIT(coir_sleep(COIR_S(3)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
