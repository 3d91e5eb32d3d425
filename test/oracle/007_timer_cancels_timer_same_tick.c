/* 007_timer_cancels_timer_same_tick.c - the first of two due timers may still cancel the second. */
#include "trace.h"

static struct coir_handle ha, hb, hc;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int a(void *nothing) {
    (void)nothing;
    say((void *)"a cancels b");
    coir_handle_cancel(&hb);
    return 0;
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_call_at(coir_running_loop(), &ha, COIR_S(3), a, NULL);
    coir_call_at(coir_running_loop(), &hb, COIR_S(3), say, (void *)"b");
    coir_call_at(coir_running_loop(), &hc, COIR_S(3), say, (void *)"c");
    AWAIT(coir_sleep(COIR_S(4)));
    printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
