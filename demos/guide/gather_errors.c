/* gather_errors.c - gather what succeeds and what fails.
 *
 *     results = await asyncio.gather(*coros, return_exceptions=True)
 *
 * Every coroutine runs to its end, whatever becomes of the others; then each is asked. Without
 * return_errors the first error would be raised at once.
 */
#include <stdio.h>

#include "coir/coir.h"

struct task_coro {
    CORO;
    int value;
    int result;
};

ASYNC(task_coro) {
    AWAIT(coir_sleep(COIR_S(1)));
    if (self->value % 2 == 1)
        RAISE(COIR_VALUE);
    RETURN(self->value * 10);
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coro) task[4];
    struct coir_watch watch[4];
    struct coir_gather gather;
};

ASYNC(app) {
    for (int i = 0; i < 4; i++)
        START(coir_running_loop(), self->task[i], task_coro, .value = i);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 4, .return_errors = true);
    for (int i = 0; i < 4; i++) {
        int error = coir_outcome(&self->task[i].task);
        if (error < 0)
            printf("task %d failed: %s\n", i, coir_error_name(error));
        else
            printf("task %d: %d\n", i, self->task[i].frame.result);
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
