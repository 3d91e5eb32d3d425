/* shield.c - cancel the waiting, not the work.
 *
 *     shielded = asyncio.shield(task)
 *     asyncio.create_task(cancel_task(shielded))
 *     await shielded
 *
 * The shield is a coroutine that waits for the task. Run as a task of its own it can be cancelled,
 * and the one behind it does not notice.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool condition) {
    return condition ? "True" : "False";
}

struct simple_task {
    CORO;
    int number;
    int result;
};

ASYNC(simple_task) {
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN(self->number);
}
ASYNC_END

struct cancel_task {
    CORO;
    struct coir_task *task;
};

ASYNC(cancel_task) {
    AWAIT(coir_sleep(COIR_MS(200)));
    printf("cancelled: %s\n", word(coir_cancel(self->task)));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(simple_task) task;
    COIR_TASK(coir_shield) shielded;
    COIR_TASK(cancel_task) cancel;
};

ASYNC(app) {
    START(coir_running_loop(), self->task, simple_task, .number = 1);
    START(coir_running_loop(), self->shielded, coir_shield, .task = &self->task.task);
    START(coir_running_loop(), self->cancel, cancel_task, .task = &self->shielded.task);
    TRY {
        AWAIT(coir_join(&self->shielded.task));
        printf(">got: %d\n", self->task.frame.result);
    }
    CATCH(COIR_CANCELLED) {
        printf("shielded was cancelled\n");
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(1)));
    printf("shielded: %s\n", coir_cancelled(&self->shielded.task) ? "cancelled" : "finished");
    printf("task: finished, result=%d\n", self->task.frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
