/* 07_loop.c - what one turn of the loop does, made visible.
 *
 * A turn runs what is ready now; what that makes ready waits for the next turn. Callbacks and
 * tasks stand in one queue. A callback that was due can still be taken back by one before it.
 */
#include <stdio.h>

#include "coir/coir.h"

struct ticker {
    CORO;
    const char *name;
    int i;
};

ASYNC(ticker) {
    for (self->i = 1; self->i <= 3; self->i++) {
        printf("%s, turn %d\n", self->name, self->i);
        AWAIT(coir_sleep(0));
    }
}
ASYNC_END

static struct coir_handle soon, later, never;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int take_back(void *handle) {
    printf("a callback takes another back: %d\n", coir_handle_cancel((struct coir_handle *)handle));
    return 0;
}

struct app {
    CORO;
    COIR_TASK(ticker) a, b;
};

ASYNC(app) {
    START(coir_running_loop(), self->a, ticker, .name = "a");
    coir_call_soon(coir_running_loop(), &soon, take_back, &never);
    coir_call_soon(coir_running_loop(), &never, say, (void *)"this is never said");
    START(coir_running_loop(), self->b, ticker, .name = "b");
    coir_call_later(coir_running_loop(), &later, COIR_S(2), say, (void *)"two seconds later");
    printf("nothing has run yet\n");
    AWAIT(coir_join(&self->b.task));
    AWAIT(coir_sleep(COIR_S(3)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
