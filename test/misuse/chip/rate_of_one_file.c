/* COIR_TICK_HZ defined in one file only: the library counts otherwise.
 * expect: panic
 * says: different COIR_TICK_HZ */
#ifndef CORRECT
#define COIR_TICK_HZ 100
#endif
#include "chip.h"

static void interrupt(void) {
}

struct app {
    CORO;
};

ASYNC(app) {
    AWAIT(coir_sleep_ms(20));
}
ASYNC_END

static COIR_TASK(app) app_task;

int main(void) {
    chip_begin();
    START(&loop, app_task, app);
    return coir_run(&loop);
}
