/* all_tasks.c - start ten tasks, and list all that there are.
 *
 *     for task in asyncio.all_tasks():
 *         print(f'> {task.get_name()}')
 *
 * Eleven lines: the main coroutine is a task as well. Coir lists the oldest first; Python's set has
 * no order.
 */
#include <stdio.h>

#include "coir/coir.h"

struct task_coroutine {
    CORO;
    int value;
};

ASYNC(task_coroutine) {
    printf("task %d is running\n", self->value);
    AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coroutine) started[10];
    char name[10][20];
    int i;
};

ASYNC(app) {
    struct coir_task *task;
    printf("main coroutine started\n");
    coir_set_name(coir_current(), "Task-1");
    for (self->i = 0; self->i < 10; self->i++) {
        START(coir_running_loop(), self->started[self->i], task_coroutine, .value = self->i);
        snprintf(self->name[self->i], sizeof self->name[0], "Task-%d", self->i + 2);
        coir_set_name(&self->started[self->i].task, self->name[self->i]);
    }
    /* allow the tasks time to start */
    AWAIT(coir_sleep(COIR_MS(100)));
    for (task = NULL; (task = coir_next_task(coir_running_loop(), task)) != NULL;)
        printf("> %s\n", coir_name(task));
    for (self->i = 0; self->i < 10; self->i++)
        AWAIT(coir_join(&self->started[self->i].task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
