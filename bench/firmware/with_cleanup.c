/* with_cleanup.c - two blinkers that switch their LED off in the end, whatever happens.
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
    TRY {
        for (;;) {
            board_toggle(self->leds);
            AWAIT(coir_sleep_ms(self->ms));
        }
    }
    FINALLY {
        board_off(self->leds);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
