/* 014_wakeup_is_one_tick.c - setting a future schedules its waiter among the callbacks. */
#include "trace.h"

static struct coir_future f;
static struct coir_handle before, after;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

struct waiter {
    CORO;
    int got;
};

ASYNC(waiter) {
    AWAIT_INTO(self->got, coir_future_wait(&f));
    printf("waiter got %d\n", self->got);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(waiter) w;
};

ASYNC(scenario) {
    coir_future_init(&f, coir_running_loop());
    START(coir_running_loop(), self->w, waiter);
    AWAIT(coir_sleep(0));
    coir_call_soon(coir_running_loop(), &before, say, (void *)"soon before set");
    coir_future_set(&f, 9);
    coir_call_soon(coir_running_loop(), &after, say, (void *)"soon after set");
    printf("set, waiter has not run\n");
    AWAIT(coir_sleep(0));
    printf("main again\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
