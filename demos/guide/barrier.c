/* barrier.c - nobody goes on before all are there: five tasks and main.
 *
 *     barrier = asyncio.Barrier(5 + 1)
 *     await barrier.wait()
 *
 * The last to come opens it for all. Each is told where it stood in the row, so one of them can be
 * chosen for something.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 5 };

struct task {
    CORO;
    struct coir_barrier *barrier;
    struct coir_barrier_wait wait;
    int number, ms;
};

ASYNC(task) {
    AWAIT(coir_sleep_ms(self->ms));
    printf("Task %d done, got %.3f\n", self->number, self->ms / 1000.0);
    AWAIT(self->wait, coir_barrier_wait, .barrier = self->barrier);
    if (self->wait.result == 1)
        printf("Task %d was the first of the tasks\n", self->number);
}
ASYNC_END

struct app {
    CORO;
    struct coir_barrier barrier;
    struct coir_barrier_wait wait;
    COIR_TASK(task) task[TASKS];
    struct coir_group group;
};

ASYNC(app) {
    coir_barrier_init(&self->barrier, TASKS + 1);
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < TASKS; i++)
            START(&self->group, self->task[i], task, .barrier = &self->barrier, .number = i,
                  .ms = (i * 377 + 120) % 1000);
        printf("Main waiting on all results...\n");
        AWAIT(self->wait, coir_barrier_wait, .barrier = &self->barrier);
        printf("All tasks have their result\n");
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
