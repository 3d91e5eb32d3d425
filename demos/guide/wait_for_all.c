/* wait_for_all.c - wait for all background tasks, whoever started them.
 *
 *     all_tasks = asyncio.all_tasks()
 *     all_tasks.remove(asyncio.current_task())
 *     await asyncio.wait(all_tasks)
 *
 * Without this they would be cancelled when the main coroutine ends. Every join changes the list,
 * so it is asked anew for the oldest task that is not ourselves.
 */
#include <stdio.h>

#include "coir/coir.h"

struct task_coroutine {
    CORO;
    int value;
};

ASYNC(task_coroutine) {
    printf("task %d is running\n", self->value);
    AWAIT(coir_sleep(COIR_S(self->value)));
    printf("task %d is done\n", self->value);
}
ASYNC_END

static struct coir_task *oldest_other(void) {
    struct coir_task *task = coir_next_task(coir_running_loop(), NULL);
    return task == coir_current() ? coir_next_task(coir_running_loop(), task) : task;
}

struct app {
    CORO;
    COIR_TASK(task_coroutine) background[3];
    struct coir_task *task;
    int i;
};

ASYNC(app) {
    printf("main coroutine started\n");
    for (self->i = 0; self->i < 3; self->i++)
        START(coir_running_loop(), self->background[self->i], task_coroutine, .value = 3 - self->i);
    while ((self->task = oldest_other()) != NULL)
        AWAIT(coir_join(self->task));
    printf("main coroutine done\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
