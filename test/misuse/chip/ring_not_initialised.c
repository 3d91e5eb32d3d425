/* A ring that nobody has initialised.
 * expect: panic
 * says: a ring was not initialised */
#include "chip.h"

static struct coir_ring ring;
static char slots[8];

static void interrupt(void) {
    coir_ring_put_from_isr(&ring, "x");
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
#ifdef CORRECT
    coir_ring_init(&ring, &loop, slots, 1, sizeof slots);
#else
    (void)slots;
#endif
    START(&loop, app_task, app);
    return coir_run(&loop);
}
