/* low_level.c - wait two seconds with a loop made by hand, a handle, a callback and a future.
 *
 * All of this is there for those who build bridges to callbacks. For a wait it is too much:
 * low_level_moved.c.
 */
#include <stdio.h>

#include "coir/coir.h"

static struct coir_system sys;
static struct coir_loop loop;

static int over(void *future) {
    return coir_future_set((struct coir_future *)future, 0);
}

struct app {
    CORO;
    struct coir_handle handle;
    struct coir_future future;
};

ASYNC(app) {
    printf("ready\n");
    coir_future_init(&self->future, &loop);
    coir_call_later(&loop, &self->handle, COIR_S(2), over, &self->future);
    AWAIT(coir_future_wait(&self->future));
    printf("steady\n");
}
ASYNC_END

static COIR_TASK(app) task;

int main(void) {
    if (coir_system_init(&sys) < 0)
        return 1;
    coir_loop_init(&loop, sys.port);
    START(&loop, task, app);
    coir_run_main(&loop, &task.task);
    coir_loop_close(&loop);
    coir_system_close(&sys);
    return coir_outcome(&task.task) < 0;
}
