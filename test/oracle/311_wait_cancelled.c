/* 311_wait_cancelled.c - a wait that is cancelled leaves its tasks alone; several wait for the same. */
#include "trace.h"

struct w {
    CORO;
    int n;
    int result;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->n)));
        at(), printf("done %d\n", self->n);
        RETURN(self->n);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %d\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

typedef COIR_TASK(w) w_task;

struct waiter {
    CORO;
    char name;
    w_task *tasks;
    unsigned count;
    enum coir_when when;
    struct coir_watch watch[3];
    struct coir_wait wait;
};

static void print_done(const struct waiter *self) {
    for (unsigned i = 0; i < self->count; i++)
        printf("%s%s", i ? " " : "[", yes(coir_done(&self->tasks[i].task)));
    printf("]\n");
}

ASYNC(waiter) {
    TRY {
        coir_watch_all(self->watch, &self->tasks->task, sizeof *self->tasks, self->count);
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = self->count,
              .when = self->when);
        at(),
            printf("waiter %c %u %u\n", self->name, self->wait.done, self->count - self->wait.done);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("waiter %c Cancelled ", self->name), print_done(self);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static int cancel(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

struct scenario {
    CORO;
    w_task w[3];
    COIR_TASK(waiter) waiter[3];
    struct coir_handle one, two;
    struct coir_watch watch[3];
    struct coir_wait wait;
};

ASYNC(scenario) {
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->w[i], w, .n = i + 1);
    START(coir_running_loop(), self->waiter[0], waiter, .name = 'a', .tasks = self->w, .count = 3);
    for (int i = 1; i < 3; i++)
        START(coir_running_loop(), self->waiter[i], waiter, .name = (char)('a' + i),
              .tasks = self->w + 1, .count = 2, .when = COIR_FIRST_COMPLETED);
    AWAIT(coir_sleep(0));
    coir_call_later(coir_running_loop(), &self->one, COIR_S(2), cancel, &self->waiter[2].task);
    coir_call_later(coir_running_loop(), &self->two, COIR_MS(2500), cancel, &self->waiter[0].task);
    COIR_WATCH(self->watch, self->waiter);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
    printf("[%s %s %s]\n", out(&self->waiter[0].task), out(&self->waiter[1].task),
           out(&self->waiter[2].task));
    COIR_WATCH(self->watch, self->w);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
    at(), printf("[returned %d returned %d returned %d]\n", self->w[0].frame.result,
                 self->w[1].frame.result, self->w[2].frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
