/* 202_eager_order_change.c - an eager task runs before its start is over; who waits is told by the loop. */
#include "trace.h"

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    printf("first step %d\n", self->n);
    AWAIT(coir_sleep(0));
    printf("second step %d\n", self->n);
}
ASYNC_END

struct q {
    CORO;
};

ASYNC(q) {
    RETURN();
}
ASYNC_END

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

struct scenario {
    CORO;
    COIR_TASK(w) w[2];
    COIR_TASK(q) q;
    struct coir_handle soon, told;
    struct coir_watch watch[2];
    struct coir_wait wait;
};

ASYNC(scenario) {
    coir_call_soon(coir_running_loop(), &self->soon, say, (void *)"soon");
    for (int i = 0; i < 2; i++)
        START_EAGER(coir_running_loop(), self->w[i], w, .n = i + 1);
    START_EAGER(coir_running_loop(), self->q, q);
    coir_on_done(&self->q.task, &self->told, say, (void *)"done callback");
    printf("all created\n");
    COIR_WATCH(self->watch, self->w);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
