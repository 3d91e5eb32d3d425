/* with_generator.c - two blinkers whose pauses come from a generator.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"

struct pauses {
    GENERATOR_FRAME;
    uint16_t value;
};

GENERATOR(pauses) {
    for (;;) {
        YIELD(200);
        YIELD(300);
    }
}
GENERATOR_END

static struct pauses pauses_of_both;

struct blink {
    CORO;
    uint8_t leds;
};

ASYNC(blink) {
    for (;;) {
        board_toggle(self->leds);
        NEXT(pauses_of_both, pauses);
        AWAIT(coir_sleep_ms(pauses_of_both.value));
    }
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    START(&the_loop, red, blink, .leds = RED);
    START(&the_loop, green, blink, .leds = GREEN);
    coir_run(&the_loop);
    return 0;
}
