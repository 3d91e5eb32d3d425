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
};

ASYNC(app) {
    for (int i = 0; i < TASKS; i++) {
        START(coir_running_loop(), self->task[i], work, .ms = i * 7919 % 10000);
        coir_on_done(&self->task[i].task, &self->done[i], progress, NULL);
    }
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = TASKS);
    printf("\nAll done.\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
