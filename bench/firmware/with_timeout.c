/* with_timeout.c - two blinkers that stop blinking after ten seconds.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"
#include "coir/timeout.h"

struct blink {
    CORO;
    struct coir_timeout timeout;
    uint16_t ms;
    uint8_t leds;
};

ASYNC(blink) {
    ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(10000)) {
        for (;;) {
            board_toggle(self->leds);
            AWAIT(coir_sleep_ms(self->ms));
        }
    }
    ASYNC_WITH_END
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
