/* with_queue.c - two blinkers of which the second is told by the first how long to wait.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"
#include "coir/queue.h"

static struct coir_queue queue;
static uint16_t items[2];

struct blink {
    CORO;
    uint8_t leds;
    uint16_t ms;
};

ASYNC(blink) {
    for (;;) {
        board_toggle(self->leds);
        if (self->leds == RED)
            AWAIT(coir_queue_put(&queue, &self->ms));
        else
            AWAIT(coir_queue_get(&queue, &self->ms));
        AWAIT(coir_sleep_ms(self->ms));
    }
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    coir_queue_init(&queue, items, 2, sizeof items[0]);
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
