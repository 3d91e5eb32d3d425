/* 001_call_soon_fifo.c - callbacks run in order; one scheduled by a callback, in the next turn. */
#include "trace.h"

static struct coir_handle handle[3], tenth;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int first(void *text) {
    say(text);
    return coir_call_soon(coir_running_loop(), &tenth, say, (void *)"run 10");
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_call_soon(coir_running_loop(), &handle[0], first, (void *)"run 1");
    coir_call_soon(coir_running_loop(), &handle[1], say, (void *)"run 2");
    coir_call_soon(coir_running_loop(), &handle[2], say, (void *)"run 3");
    printf("scheduled\n");
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
