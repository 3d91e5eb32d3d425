/* condition.c - wait, holding a lock, until somebody has changed what it protects.
 *
 *     async with condition:
 *         await condition.wait_for(lambda: work_list)
 *
 * While main waits it does not hold the lock, or nobody could change anything; when it goes on it
 * holds it again.
 */
#include <stdio.h>

#include "coir/coir.h"

struct list {
    struct coir_lock lock;
    struct coir_condition changed;
    int items[4];
    int count;
};

static bool has_items(void *list) {
    return ((struct list *)list)->count > 0;
}

struct task {
    CORO;
    struct list *list;
    struct coir_hold hold;
};

ASYNC(task) {
    AWAIT(coir_sleep(COIR_S(1)));
    ASYNC_WITH(self->hold, coir_hold, .lock = &self->list->lock) {
        self->list->items[self->list->count++] = 33;
        printf("Task sending notification...\n");
        coir_condition_notify(&self->list->changed, 1);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct app {
    CORO;
    struct list list;
    struct coir_hold hold;
    struct coir_condition_wait_for wait;
    COIR_TASK(task) task;
};

ASYNC(app) {
    coir_lock_init(&self->list.lock);
    coir_condition_init(&self->list.changed, &self->list.lock);
    START(coir_running_loop(), self->task, task, .list = &self->list);
    printf("Main waiting for data...\n");
    ASYNC_WITH(self->hold, coir_hold, .lock = &self->list.lock) {
        AWAIT(self->wait, coir_condition_wait_for, .condition = &self->list.changed,
              .predicate = has_items, .argument = &self->list);
        printf("Got data: %d\n", self->list.items[0]);
    }
    ASYNC_WITH_END
    AWAIT(coir_join(&self->task.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
