/* cancel.c - cancel a running task.
 *
 *     was_cancelled = task.cancel()
 *
 * The request is made at once and answered later: the task runs once more, with COIR_CANCELLED
 * raised where it sleeps, and only then is cancelled.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool condition) {
    return condition ? "True" : "False";
}

struct task_coroutine {
    CORO;
};

ASYNC(task_coroutine) {
    printf("executing the task\n");
    AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coroutine) task;
};

ASYNC(app) {
    printf("main coroutine started\n");
    START(coir_running_loop(), self->task, task_coroutine);
    AWAIT(coir_sleep(COIR_MS(100)));
    printf("was canceled: %s\n", word(coir_cancel(&self->task.task)));
    AWAIT(coir_sleep(COIR_MS(100)));
    printf("canceled: %s\n", word(coir_cancelled(&self->task.task)));
    printf("main coroutine done\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
