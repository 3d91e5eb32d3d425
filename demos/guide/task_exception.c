/* task_exception.c - catch the error of a task where it is waited for, or ask for it.
 *
 *     try:
 *         await task
 *     except Exception as e:
 *         print(f'failed with: {e}')
 *
 * An error is a negative number, and this program adds one of its own. A task that failed keeps it
 * for everybody who asks.
 */
#include <stdio.h>

#include "coir/coir.h"

#define SOMETHING_BAD COIR_USER(0)

struct task_coroutine {
    CORO;
};

ASYNC(task_coroutine) {
    printf("executing the task\n");
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(SOMETHING_BAD);
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coroutine) task;
};

ASYNC(app) {
    START(coir_running_loop(), self->task, task_coroutine);
    printf("before the end: %s\n", coir_error_name(coir_outcome(&self->task.task)));
    TRY {
        AWAIT(coir_join(&self->task.task));
    }
    CATCH(SOMETHING_BAD) {
        printf("failed with: something bad\n");
    }
    TRY_END
    if (coir_outcome(&self->task.task) == SOMETHING_BAD)
        printf("and the task still says so\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
