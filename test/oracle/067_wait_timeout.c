/* 067_wait_timeout.c - a wait that takes too long tells what is done, and leaves the rest alone. */
#include "trace.h"

struct w {
    CORO;
    int n, seconds;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    at(), printf("finished %d\n", self->n);
    RETURN(self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[3];
    struct coir_watch watch[3];
    struct coir_wait wait;
};

static void print_those(const struct coir_watch *watch, bool done) {
    const char *between = "";
    printf("[");
    for (int i = 0; i < 3; i++)
        if (watch[i].done == done) {
            printf("%sw%d", between, i + 1);
            between = " ";
        }
    printf("]");
}

ASYNC(scenario) {
    START(coir_running_loop(), self->w[0], w, .n = 1, .seconds = 1);
    START(coir_running_loop(), self->w[1], w, .n = 2, .seconds = 3);
    START(coir_running_loop(), self->w[2], w, .n = 3, .seconds = 5);
    AWAIT(coir_sleep(0));
    COIR_WATCH(self->watch, self->w);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3, .timeout = COIR_S(3));
    at(), printf("done "), print_those(self->watch, true);
    printf(" pending "), print_those(self->watch, false), printf("\n");
    AWAIT(coir_sleep(COIR_S(10)));
    printf("[returned %d returned %d returned %d]\n", self->w[0].frame.result,
           self->w[1].frame.result, self->w[2].frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
