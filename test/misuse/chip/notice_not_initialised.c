/* A notice that nobody has initialised.
 * expect: panic
 * says: a notice was not initialised */
#include "chip.h"

static struct coir_event pressed;
static struct coir_notice notice;

static void interrupt(void) {
    coir_event_set_from_isr(&notice, &pressed);
}

struct app {
    CORO;
};

ASYNC(app) {
    AWAIT(coir_sleep_ms(5));
}
ASYNC_END

static COIR_TASK(app) app_task;

int main(void) {
    chip_begin();
    coir_event_init(&pressed);
#ifdef CORRECT
    coir_notice_init(&notice, &loop);
#endif
    START(&loop, app_task, app);
    return coir_run(&loop);
}
