/* ends_early.c - end the main coroutine before its task, and see what becomes of the task.
 *
 * Three times the same task, which takes three seconds: main does not wait, main waits, and there is
 * no main at all.
 */
#include <stdio.h>

#include "coir/coir.h"

struct work {
    CORO;
};

ASYNC(work) {
    TRY {
        AWAIT(coir_sleep(COIR_S(3)));
        printf("work: done\n");
    }
    CATCH(COIR_CANCELLED) {
        printf("work: cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct hasty {
    CORO;
    COIR_TASK(work) work;
};

ASYNC(hasty) {
    START(coir_running_loop(), self->work, work);
    AWAIT(coir_sleep(COIR_S(1)));
    printf("main: done\n");
}
ASYNC_END

struct patient {
    CORO;
    COIR_TASK(work) work;
};

ASYNC(patient) {
    START(coir_running_loop(), self->work, work);
    AWAIT(coir_sleep(COIR_S(1)));
    AWAIT(coir_join(&self->work.task));
    printf("main: done\n");
}
ASYNC_END

/* A loop without a main task runs until no task is left. */
static int run_all(void) {
    static struct coir_virtual port;
    static struct coir_loop loop;
    static COIR_TASK(work) task;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, task, work);
    return coir_run(&loop);
}

int main(void) {
    return COIR_RUN(hasty) || COIR_RUN(patient) || run_all();
}
