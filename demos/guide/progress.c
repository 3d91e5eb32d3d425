/* progress.c - show a dot for each of twenty tasks that is done.
 *
 *     task.add_done_callback(progress)
 *
 * The same callback serves all; each registration needs a handle, a place where it is remembered
 * until then.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 20 };

static int progress(void *unused) {
    (void)unused;
    printf(".");
    fflush(stdout);
    return 0;
}

struct work {
    CORO;
    int ms; /* of simulated effort */
};

ASYNC(work) {
    AWAIT(coir_sleep_ms(self->ms));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(work) task[TASKS];
    struct coir_handle done[TASKS];
    struct coir_watch watch[TASKS];
    struct coir_gather gather;
    int i;
};

ASYNC(app) {
    for (self->i = 0; self->i < TASKS; self->i++) {
        START(coir_running_loop(), self->task[self->i], work, .ms = self->i * 7919 % 10000);
        coir_on_done(&self->task[self->i].task, &self->done[self->i], progress, NULL);
        self->watch[self->i].task = &self->task[self->i].task;
    }
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = TASKS);
    printf("\nAll done.\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
