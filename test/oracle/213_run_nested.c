/* 213_run_nested.c - running a loop inside a running loop is refused, and nothing starts. */
#include "trace.h"

struct sub {
    CORO;
};

ASYNC(sub) {
    printf("never\n");
}
ASYNC_END

struct scenario {
    CORO;
};

ASYNC(scenario) {
    static struct coir_virtual port;
    static struct coir_loop loop;
    static COIR_TASK(sub) c;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, c, sub);
    if (coir_run_until(&loop, &c.task) == COIR_RUNTIME)
        printf("RuntimeError\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
