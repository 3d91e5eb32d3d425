/* create_task.c - start a coroutine as a task, do something else, and ask for its result.
 *
 *     task = asyncio.create_task(task_coroutine())
 *     await asyncio.sleep(0.5)
 *     print(f'done: {task.done()}')
 *     value = await task
 *
 * The task runs while main sleeps. Its result is a member of its frame, which is still there when
 * the task has ended.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool condition) {
    return condition ? "True" : "False";
}

struct task_coroutine {
    CORO;
    int result;
};

ASYNC(task_coroutine) {
    printf("executing the task\n");
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN(99);
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coroutine) task;
};

ASYNC(app) {
    printf("main coroutine started\n");
    START(coir_running_loop(), self->task, task_coroutine);
    AWAIT(coir_sleep(COIR_MS(500)));
    printf("done: %s\n", word(coir_done(&self->task.task)));
    AWAIT(coir_join(&self->task.task));
    printf("done: %s\n", word(coir_done(&self->task.task)));
    printf("result: %d\n", self->task.frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
