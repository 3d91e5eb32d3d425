/* with_cancel.c - two blinkers that switch their LED off in the end, which comes after ten blinks of the first.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"

struct blink {
    CORO;
    struct coir_task *other;
    uint16_t ms;
    uint8_t leds;
    uint8_t times;
};

ASYNC(blink) {
    TRY {
        while (--self->times) {
            board_toggle(self->leds);
            AWAIT(coir_sleep_ms(self->ms));
        }
        coir_cancel(self->other);
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
    START(&the_loop, red, blink, .leds = RED, .ms = 200, .times = 10, .other = &green.task);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
