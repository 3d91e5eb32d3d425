/* semaphore.c - two at a time: eight tasks and two permits.
 *
 *     semaphore = asyncio.Semaphore(2)
 *     async with semaphore:
 *         ...
 *
 * Eight sleeps of half a second, two at a time, take two seconds.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 8, PERMITS = 2 };

struct task {
    CORO;
    struct coir_semaphore *semaphore;
    struct coir_permit permit;
    int number;
};

ASYNC(task) {
    ASYNC_WITH(self->permit, coir_permit, .semaphore = self->semaphore) {
        AWAIT(coir_sleep(COIR_MS(500)));
        printf("%.1f s: task %d\n", (double)coir_now() / COIR_TICK_HZ, self->number);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_semaphore semaphore;
    COIR_TASK(task) task[TASKS];
    struct coir_group group;
};

ASYNC(app) {
    coir_semaphore_init(&self->semaphore, PERMITS, PERMITS);
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < TASKS; i++)
            START(&self->group, self->task[i], task, .semaphore = &self->semaphore, .number = i);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
