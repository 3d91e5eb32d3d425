/* wait_for_all.c - wait for all background tasks, whoever started them.
 *
 *     all_tasks = asyncio.all_tasks()
 *     all_tasks.remove(asyncio.current_task())
 *     await asyncio.wait(all_tasks)
 *
 * Without this they would be cancelled when the main coroutine ends. Tasks that others start meanwhile
 * are waited for too.
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

struct app {
    CORO;
    COIR_TASK(task_coroutine) background[3];
};

ASYNC(app) {
    printf("main coroutine started\n");
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->background[i], task_coroutine, .value = 3 - i);
    AWAIT(coir_wait_for_others());
    printf("main coroutine done\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
