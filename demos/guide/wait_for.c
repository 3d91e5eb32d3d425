/* wait_for.c - wait for a coroutine, but not longer than 0.2 seconds.
 *
 *     try:
 *         await asyncio.wait_for(task_coro(), timeout=0.2)
 *     except asyncio.TimeoutError:
 *         print('Gave up waiting, task canceled')
 *
 * It would take a second and a bit. At the deadline it is cancelled where it sleeps, so its last
 * line is never reached. coir_wait_for takes any coroutine as a value: PREPARE, then COIR_CALL.
 */
#include <stdio.h>

#include "coir/coir.h"

struct task_coro {
    CORO;
    int ms;
};

ASYNC(task_coro) {
    printf(">task got %.3f\n", self->ms / 1000.0);
    AWAIT(coir_sleep_ms(self->ms));
    printf(">task done\n");
}
ASYNC_END

struct app {
    CORO;
    struct task_coro task;
    struct coir_wait_for wait;
};

ASYNC(app) {
    TRY {
        PREPARE(self->task, task_coro, .ms = 1685);
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->task, task_coro),
              .delay = COIR_MS(200));
    }
    CATCH(COIR_TIMEOUT) {
        printf("Gave up waiting, task canceled\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
