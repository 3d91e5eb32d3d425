/* A ring that is asked for 0 items, and would wait for them for ever.
 * expect: panic
 * says: no item of a ring was asked for */
#include "chip.h"

static struct coir_ring ring;
static char slots[8], bytes[8];

static void interrupt(void) {
    coir_ring_put_from_isr(&ring, "x");
}

struct app {
    CORO;
};

ASYNC(app) {
#ifndef CORRECT
    AWAIT(coir_ring_get(&ring, bytes, 0));
#else
    AWAIT(coir_ring_get(&ring, bytes, sizeof bytes));
#endif
    coir_ring_close(&ring);
}
ASYNC_END

static COIR_TASK(app) app_task;

int main(void) {
    chip_begin();
    coir_ring_init(&ring, &loop, slots, 1, sizeof slots);
    START(&loop, app_task, app);
    return coir_run(&loop);
}
