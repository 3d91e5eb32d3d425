/* restart.c - start a task again from its own done callback, and count how often.
 *
 * A task and its frame are memory of yours, so the same ones can run again. The callback registers
 * itself anew, because it is called once. This is how a service is kept alive that may fail.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { MOST_STARTS = 3 };

struct service {
    CORO;
    int number;
};

ASYNC(service) {
    printf("%.1f s: service %d runs\n", (double)coir_now() / COIR_TICK_HZ, self->number);
    AWAIT(coir_sleep(COIR_MS(500)));
    RAISE(COIR_RESET);
}
ASYNC_END

struct supervisor {
    COIR_TASK(service) service;
    struct coir_handle handle;
    struct coir_event over;
    int starts;
};

static int start(void *argument) {
    struct supervisor *self = (struct supervisor *)argument;
    if (self->starts > 0)
        printf("%.1f s: it ended with %s\n", (double)coir_now() / COIR_TICK_HZ,
               coir_error_name(coir_outcome(&self->service.task)));
    if (self->starts == MOST_STARTS) {
        coir_event_set(&self->over);
        return 0;
    }
    self->starts++;
    START(coir_running_loop(), self->service, service, .number = self->starts);
    return coir_on_done(&self->service.task, &self->handle, start, self);
}

struct app {
    CORO;
    struct supervisor supervisor;
};

ASYNC(app) {
    coir_event_init(&self->supervisor.over);
    start(&self->supervisor);
    AWAIT(coir_event_wait(&self->supervisor.over));
    printf("enough\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
