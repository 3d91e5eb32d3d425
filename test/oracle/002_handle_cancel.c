/* 002_handle_cancel.c - a cancelled callback never runs, also in the same turn; twice is once. */
#include "trace.h"

static struct coir_handle one, h, three;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int first(void *nothing) {
    (void)nothing;
    say((void *)"first");
    coir_handle_cancel(&h);
    coir_handle_cancel(&h);
    return 0;
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_call_soon(coir_running_loop(), &one, first, NULL);
    coir_call_soon(coir_running_loop(), &h, say, (void *)"second");
    coir_call_soon(coir_running_loop(), &three, say, (void *)"third");
    AWAIT(coir_sleep(0));
    printf("cancelled %s\n", yes(coir_handle_cancelled(&h)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
