/* 023_contextvar_copy.c - a task and a callback see what held when they were made, not what came later. */
#include "trace.h"

static const struct coir_var v = {"v"};
static int numbers[30]; /* values are pointers: to its place here stands for a number */

static int seen(void) {
    return (int)((int *)coir_var_get(&v, numbers) - numbers);
}

struct w {
    CORO;
    int n;
    struct coir_token token;
};

ASYNC(w) {
    printf("task %d sees %d\n", self->n, seen());
    coir_var_set(&v, &self->token, &numbers[self->n]);
    AWAIT(coir_sleep(0));
    printf("task %d still %d\n", self->n, seen());
}
ASYNC_END

static int callback(void *unused) {
    (void)unused;
    printf("callback sees %d\n", seen());
    return 0;
}

struct scenario {
    CORO;
    COIR_TASK(w) a, b;
    struct coir_handle soon;
    struct coir_token one, two;
};

ASYNC(scenario) {
    coir_var_set(&v, &self->one, &numbers[1]);
    START(coir_running_loop(), self->a, w, .n = 10);
    coir_call_soon(coir_running_loop(), &self->soon, callback, NULL);
    coir_var_set(&v, &self->two, &numbers[2]);
    START(coir_running_loop(), self->b, w, .n = 20);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
    printf("main sees %d\n", seen());
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
