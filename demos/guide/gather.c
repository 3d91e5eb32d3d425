/* gather.c - run ten coroutines at the same time, and wait for all.
 *
 *     coros = [task_coro(i) for i in range(10)]
 *     await asyncio.gather(*coros)
 *
 * Ten seconds of sleep, and it takes one.
 */
#include <stdio.h>

#include "coir/coir.h"

struct task_coro {
    CORO;
    int value;
};

ASYNC(task_coro) {
    printf(">task %d executing\n", self->value);
    AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coro) task[10];
    struct coir_watch watch[10];
    struct coir_gather gather;
};

ASYNC(app) {
    printf("main starting\n");
    for (int i = 0; i < 10; i++)
        START(coir_running_loop(), self->task[i], task_coro, .value = i);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 10);
    printf("main done\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
