/* delay.c - run a coroutine after a delay, whichever it is.
 *
 *     async def delay(coro, seconds):
 *         await asyncio.sleep(seconds)
 *         await coro
 *
 * A coroutine as a value is a pointer to its prepared frame: COIR_CALL. Who is given one need not
 * know its type: AWAIT_CALL runs it. (Coir has this one already: coir_run_after.)
 */
#include <stdio.h>

#include "coir/coir.h"

struct delay {
    CORO;
    struct coir_frame *coro;
    int seconds;
};

ASYNC(delay) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    AWAIT_CALL(self->coro);
}
ASYNC_END

struct greeting {
    CORO;
    const char *name;
    coir_time since;
};

ASYNC(greeting) {
    printf("hello %s, %.0f seconds later\n", self->name,
           (double)(coir_now() - self->since) / COIR_TICK_HZ);
}
ASYNC_END

struct app {
    CORO;
    struct greeting greeting[2];
    struct delay delay;
    COIR_TASK(delay) background;
};

ASYNC(app) {
    PREPARE(self->greeting[0], greeting, .name = "from the background", .since = coir_now());
    PREPARE(self->greeting[1], greeting, .name = "while you wait", .since = coir_now());
    /* execute a coroutine after a delay, independently */
    START(coir_running_loop(), self->background, delay, .seconds = 5,
          .coro = COIR_CALL(self->greeting[0], greeting));
    /* execute a coroutine after a delay, and wait for it */
    AWAIT(self->delay, delay, .seconds = 10, .coro = COIR_CALL(self->greeting[1], greeting));
    printf("main coroutine done\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
