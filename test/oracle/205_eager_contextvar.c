/* 205_eager_contextvar.c - what an eager task sets is its own, from the first step on. */
#include "trace.h"

static const struct coir_var v = {"v"};
static int numbers[6]; /* values are pointers: to its place here stands for a number */

static int seen(void) {
    return (int)((int *)coir_var_get(&v, numbers) - numbers);
}

struct w {
    CORO;
    struct coir_token token;
};

ASYNC(w) {
    coir_var_set(&v, &self->token, &numbers[5]);
    printf("child %d\n", seen());
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w;
    struct coir_token token;
};

ASYNC(scenario) {
    coir_var_set(&v, &self->token, &numbers[1]);
    START_EAGER(coir_running_loop(), self->w, w);
    printf("main %d\n", seen());
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
