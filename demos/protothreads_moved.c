/* protothreads_moved.c - the same light and the same walker, as two tasks of Coir.
 *
 * A wait for a time has become a sleep, which costs nothing until it is over; a wait for a
 * condition is still one, in the same words. What the threads remember has moved into their
 * structs, so there could be ten lights.
 */
#include <stdbool.h>
#include <stdio.h>

#include "coir/coir.h"

static bool is_red;

static long now(void) {
    return (long)(coir_now() / COIR_S(1));
}

static coir_time show(const char *colour, int seconds) {
    printf("@%-3ld%s\n", now(), colour);
    return COIR_S(seconds);
}

struct light {
    CORO;
    int round;
};

ASYNC(light) {
    for (self->round = 0; self->round < 2; self->round++) {
        is_red = false;
        AWAIT(coir_sleep(show("green", 3)));
        AWAIT(coir_sleep(show("yellow", 1)));
        is_red = true;
        AWAIT(coir_sleep(show("red", 2)));
    }
    printf("off after %ld s\n", now());
}
ASYNC_END

struct walker {
    CORO;
};

ASYNC(walker) {
    AWAIT_UNTIL(is_red);
    printf("@%-3ldthe walker crosses\n", now());
}
ASYNC_END

static struct coir_virtual port; /* a clock that jumps, so that nobody has to wait here */
static struct coir_loop loop;
static COIR_TASK(light) light_task;
static COIR_TASK(walker) walker_task;

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, light_task, light);
    START(&loop, walker_task, walker);
    return coir_run(&loop) < 0;
}
