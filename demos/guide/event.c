/* event.c - a starting gun: five tasks wait until something has happened.
 *
 *     await event.wait()
 *     ...
 *     event.set()
 *
 * All that wait are woken at once. Who comes later does not wait at all.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { TASKS = 5 };

struct task {
    CORO;
    struct coir_event *event;
    int number, ms;
};

ASYNC(task) {
    AWAIT(coir_event_wait(self->event));
    AWAIT(coir_sleep_ms(self->ms));
    printf("Task %d got %.3f\n", self->number, self->ms / 1000.0);
}
ASYNC_END

struct app {
    CORO;
    struct coir_event event;
    COIR_TASK(task) task[TASKS];
    struct coir_group group;
};

ASYNC(app) {
    coir_event_init(&self->event);
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < TASKS; i++)
            START(&self->group, self->task[i], task, .event = &self->event, .number = i,
                  .ms = (i * 377 + 120) % 1000);
        printf("Main blocking...\n");
        AWAIT(coir_sleep(COIR_S(1)));
        printf("Main setting the event\n");
        coir_event_set(&self->event);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
