/* as_completed.c - take results in the order in which they come.
 *
 *     async for task in asyncio.as_completed(tasks):
 *         print(await task)
 *
 * Ten tasks with ten different delays. The loop's value is the task that has ended; here its frame
 * follows from it, because the tasks are an array.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 10 };

struct task_coro {
    CORO;
    int number, ms;
};

ASYNC(task_coro) {
    AWAIT(coir_sleep_ms(self->ms));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(task_coro) task[TASKS];
    struct coir_watch watch[TASKS];
    struct coir_as_completed each;
};

ASYNC(app) {
    for (int i = 0; i < TASKS; i++)
        START(coir_running_loop(), self->task[i], task_coro, .number = i,
              .ms = (i * 377 + 120) % 1000);
    COIR_WATCH(self->watch, self->task);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = TASKS) {
        const struct task_coro *done = &self->task[self->each.watched - self->watch].frame;
        printf("task %d after %.3f s\n", done->number, done->ms / 1000.0);
    }
    ASYNC_FOR_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
