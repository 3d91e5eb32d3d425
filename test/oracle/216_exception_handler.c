/* 216_exception_handler.c - errors of callbacks reach the handler and do not stop the loop. */
#include "trace.h"

static struct coir_handle one, two, after;

static int bad(void *which) {
    return which == &one ? COIR_USER(1) : COIR_USER(2);
}

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static void handler(struct coir_loop *loop, const char *what, int error) {
    (void)loop;
    printf("handler: %s | ValueError(%d)\n", what, COIR_USER(0) - error);
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_running_loop()->on_error = handler;
    coir_call_soon(coir_running_loop(), &one, bad, &one);
    coir_call_later(coir_running_loop(), &two, COIR_S(1), bad, &two);
    coir_call_soon(coir_running_loop(), &after, say, (void *)"after bad");
    AWAIT(coir_sleep(COIR_S(2)));
    printf("alive\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
