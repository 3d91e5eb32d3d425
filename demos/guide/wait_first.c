/* wait_first.c - wait until the first of several tasks is done.
 *
 *     done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
 *
 * The others are still running afterwards. If they should rather end, see
 * programs/mirrors.c.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 5 };

struct task_coro {
    CORO;
    int number, ms;
};

ASYNC(task_coro) {
    AWAIT(coir_sleep_ms(self->ms));
    printf(">task %d done with %.3f\n", self->number, self->ms / 1000.0);
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coro) task[TASKS];
    struct coir_watch watch[TASKS];
    struct coir_wait wait;
};

ASYNC(app) {
    static const int ms[TASKS] = {885, 742, 931, 461, 606};
    for (int i = 0; i < TASKS; i++)
        START(coir_running_loop(), self->task[i], task_coro, .number = i, .ms = ms[i]);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = TASKS,
          .when = COIR_FIRST_COMPLETED);
    printf("%u done\n", self->wait.done);
    for (int i = 0; i < TASKS; i++)
        printf("task %d is %s\n", i, self->watch[i].done ? "done" : "pending");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
