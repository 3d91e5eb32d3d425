/* with_child.c - two blinkers that await another coroutine, which sleeps for them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"

struct pause {
    CORO;
    uint16_t ms;
};

ASYNC(pause) {
    AWAIT(coir_sleep_ms(self->ms));
}
ASYNC_END

struct blink {
    CORO;
    struct pause pause;
    uint16_t ms;
    uint8_t leds;
};

ASYNC(blink) {
    for (;;) {
        board_toggle(self->leds);
        AWAIT(self->pause, pause, .ms = self->ms);
    }
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
