/* 066_wait_first_exception.c - a cancelled task is no error to a wait for the first one. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(0) /* minus the number of who raised it */

struct w {
    CORO;
    int n, seconds;
    bool fail;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    if (self->fail)
        RAISE(VALUE_ERROR - self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[3];
    struct coir_watch watch[3];
    struct coir_handle later;
    struct coir_wait wait;
};

static int cancel(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

static void print_outcome(const struct coir_task *task) {
    if (coir_done(task) && coir_outcome(task) < 0 && !coir_cancelled(task))
        printf("raised ValueError(%d)", VALUE_ERROR - coir_outcome(task));
    else
        printf("%s", out(task));
}

ASYNC(scenario) {
    START(coir_running_loop(), self->w[0], w, .n = 1, .seconds = 9);
    START(coir_running_loop(), self->w[1], w, .n = 2, .seconds = 3, .fail = true);
    START(coir_running_loop(), self->w[2], w, .n = 3, .seconds = 6);
    coir_call_later(coir_running_loop(), &self->later, COIR_S(1), cancel, &self->w[0].task);
    COIR_WATCH(self->watch, self->w);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3, .when = COIR_FIRST_EXCEPTION);
    at();
    for (int i = 0; i < 3; i++) {
        printf("%sw%d ", i ? " " : "[", i + 1);
        print_outcome(&self->w[i].task);
        printf(",");
    }
    printf("]\n");
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
    at(), printf("all done");
    for (int i = 0; i < 3; i++) {
        printf(i ? " " : " [");
        print_outcome(&self->w[i].task);
        printf(",");
    }
    printf("]\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
