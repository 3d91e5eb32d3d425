/* lock.c - one at a time: five tasks and a lock.
 *
 *     async with lock:
 *         print(f'>coroutine {num} got the lock, sleeping for {value}')
 *         await asyncio.sleep(value)
 *
 * They get it in the order in which they asked, and leaving the block in any way gives it back.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 5 };

struct task {
    CORO;
    struct coir_lock *lock;
    struct coir_hold hold;
    int number, ms;
};

ASYNC(task) {
    ASYNC_WITH(self->hold, coir_hold, .lock = self->lock) {
        printf("%.1f s: >coroutine %d got the lock, sleeping for %.1f\n",
               (double)coir_now() / COIR_TICK_HZ, self->number, self->ms / 1000.0);
        AWAIT(coir_sleep_ms(self->ms));
    }
    ASYNC_WITH_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_lock lock;
    COIR_TASK(task) task[TASKS];
    struct coir_group group;
};

ASYNC(app) {
    coir_lock_init(&self->lock);
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < TASKS; i++)
            START(&self->group, self->task[i], task, .lock = &self->lock, .number = i,
                  .ms = 500 - 100 * i);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
