/* 004_timer_equal_deadline.c - equal deadlines fire in the order of registration. */
#include "trace.h"

static struct coir_handle handle[6];

static int timer(void *which) {
    at(), printf("timer %d\n", (int)((struct coir_handle *)which - handle));
    return 0;
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    for (int n = 0; n < 6; n++)
        coir_call_at(coir_running_loop(), &handle[n], COIR_S(7), timer, &handle[n]);
    AWAIT(coir_sleep(COIR_S(8)));
    at(), printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
