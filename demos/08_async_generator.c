/* 08_async_generator.c - values that have to be waited for, in a loop.
 *
 * A coroutine that also YIELDs. ASYNC_FOR waits for each value; however the loop is left, the
 * generator's cleanup has run, awaits included, before the next statement does.
 */
#include <stdio.h>

#include "coir/coir.h"

struct countdown {
    CORO;
    int from;
    int value;
};

ASYNC(countdown) {
    TRY {
        for (; self->from > 0; self->from--) {
            AWAIT(coir_sleep(COIR_S(1)));
            YIELD(self->from);
        }
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_MS(500)));
        printf("countdown closed after %ld ms\n", (long)(coir_now() / COIR_MS(1)));
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct countdown countdown;
    int squares[8], count;
};

ASYNC(app) {
    ASYNC_FOR(self->countdown, countdown, .from = 5) {
        if (self->countdown.value % 2 == 0)
            continue;
        self->squares[self->count++] = self->countdown.value * self->countdown.value;
        if (self->count == 2)
            break;
    }
    ASYNC_FOR_END
    printf("squares of the first two odd ones: %d %d\n", self->squares[0], self->squares[1]);
}
ASYNC_END

/* On the virtual clock, so that times are exact. */
static struct coir_virtual port;
static struct coir_loop loop;
static COIR_TASK(app) app_task;

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, app_task, app);
    return coir_run_main(&loop, &app_task.task) < 0;
}
