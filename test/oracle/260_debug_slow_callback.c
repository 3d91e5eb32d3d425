/* 260_debug_slow_callback.c - a callback that takes too long is reported, if the loop is asked to.
 * needs: checks */
#include <stdlib.h>

#include "trace.h"

static bool debug;

/* What a slow callback does to the virtual clock. */
static int burn(void *seconds) {
    ((struct coir_virtual *)coir_running_loop()->port)->time += COIR_S(*(const int *)seconds);
    return 0;
}

static void report(const char *line) {
    const char *took = strstr(line, " ran for ");
    if (took)
        printf("slow callback reported seconds %ld\n", (long)(atol(took + 9) / COIR_S(1)));
}

struct scenario {
    CORO;
    struct coir_handle one, two;
    int fast, slow;
};

ASYNC(scenario) {
    coir_running_loop()->report = report;
    coir_running_loop()->slow_step = debug ? COIR_S(5) : 0;
    self->fast = 2;
    self->slow = 7;
    coir_call_soon(coir_running_loop(), &self->one, burn, &self->fast);
    coir_call_soon(coir_running_loop(), &self->two, burn, &self->slow);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    at(), printf("end\n");
}
ASYNC_END

int main(void) {
    int status;
    debug = true;
    status = COIR_RUN(scenario);
    debug = false;
    return status | COIR_RUN(scenario);
}
