/* An interrupt that sets an event itself: one day it comes while the loop is at the same list.
 * expect: panic
 * says: an interrupt called what does not end in _from_isr */
#include "chip.h"

static struct coir_event pressed;
static struct coir_notice notice;

static void interrupt(void) {
#ifndef CORRECT
    coir_event_set(&pressed);
#else
    coir_event_set_from_isr(&notice, &pressed);
#endif
}

struct app {
    CORO;
};

ASYNC(app) {
    AWAIT(coir_event_wait(&pressed));
    coir_notice_close(&notice);
}
ASYNC_END

static COIR_TASK(app) app_task;

int main(void) {
    chip_begin();
    coir_event_init(&pressed);
    coir_notice_init(&notice, &loop);
    START(&loop, app_task, app);
    return coir_run(&loop);
}
