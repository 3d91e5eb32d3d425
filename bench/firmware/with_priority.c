/* with_priority.c - two blinkers of which the first goes before all others.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"

struct blink {
    CORO;
    uint8_t leds;
    uint16_t ms;
};

ASYNC(blink) {
    for (;;) {
        board_toggle(self->leds);
        AWAIT(coir_sleep_ms(self->ms));
    }
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_set_urgent(&red.task, true);
    coir_run(&the_loop);
    return 0;
}
