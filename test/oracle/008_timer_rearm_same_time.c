/* 008_timer_rearm_same_time.c - a timer that re-arms itself with no delay starves nobody. */
#include "trace.h"

static struct coir_handle timer_handle, soon_handle;
static int n, k = 1;

static int again(void *nothing) {
    at(), printf("timer %d\n", ++n);
    if (n < 3)
        coir_call_later(coir_running_loop(), &timer_handle, 0, again, nothing);
    return 0;
}

static int soon(void *nothing) {
    at(), printf("soon %d\n", k);
    if (k++ < 3)
        coir_call_soon(coir_running_loop(), &soon_handle, soon, nothing);
    return 0;
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_call_later(coir_running_loop(), &timer_handle, COIR_S(2), again, NULL);
    coir_call_later(coir_running_loop(), &soon_handle, COIR_S(2), soon, NULL);
    AWAIT(coir_sleep(COIR_S(3)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
