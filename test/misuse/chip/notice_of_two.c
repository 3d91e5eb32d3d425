/* One notice for two events: the second is not set, for the notice is still on its way with the first.
 * expect: panic
 * says: a notice serves two objects */
#include "chip.h"

static struct coir_event first, second;
static struct coir_notice notice, another;

static void interrupt(void) {
    coir_event_set_from_isr(&notice, &first);
#ifndef CORRECT
    coir_event_set_from_isr(&notice, &second);
#else
    coir_event_set_from_isr(&another, &second);
#endif
}

struct app {
    CORO;
};

ASYNC(app) {
    AWAIT(coir_event_wait(&first));
    AWAIT(coir_event_wait(&second));
    coir_notice_close(&notice);
    coir_notice_close(&another);
}
ASYNC_END

static COIR_TASK(app) app_task;

int main(void) {
    chip_begin();
    coir_event_init(&first);
    coir_event_init(&second);
    coir_notice_init(&notice, &loop);
    coir_notice_init(&another, &loop);
    START(&loop, app_task, app);
    return coir_run(&loop);
}
