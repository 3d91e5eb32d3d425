/* with_join.c - two blinkers of which one waits for the end of the other.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"

static struct coir_task *other;

struct blink {
    CORO;
    uint16_t ms;
    uint8_t leds;
    uint8_t times;
};

ASYNC(blink) {
    for (; self->times; self->times--) {
        board_toggle(self->leds);
        AWAIT(coir_sleep_ms(self->ms));
    }
    if (self->leds == RED)
        AWAIT(coir_join(other));
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    other = &green.task;
    START(&the_loop, red, blink, .leds = RED, .ms = 200, .times = 10);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300, .times = 10);
    coir_run(&the_loop);
    return 0;
}
