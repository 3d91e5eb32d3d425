/* task_group.c - a block that does not end before its tasks do.
 *
 *     async with asyncio.TaskGroup() as group:
 *         for i in range(3):
 *             group.create_task(task_coro(i))
 *
 * Nothing is gathered and nothing joined: behind the block, all is done. Tasks are often members of
 * the frame; here they are spawned, since their number might not be known.
 */
#include <stdio.h>

#include "coir/coir.h"

struct task_coro {
    CORO;
    int number;
};

ASYNC(task_coro) {
    printf(">task %d starts\n", self->number);
    AWAIT(coir_sleep(COIR_S(3 - self->number)));
    printf(">task %d done\n", self->number);
}
ASYNC_END

struct app {
    CORO;
    struct coir_group group;
};

ASYNC(app) {
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < 3; i++) {
            struct coir_task *task;
            if (SPAWN(task, &self->group, task_coro, .number = i) < 0)
                RAISE(COIR_NO_MEMORY);
            coir_release(task);
        }
        printf("all started\n");
    }
    ASYNC_WITH_END
    printf("all done\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
