/* two_blinkers.c - two tasks that each toggle an LED and sleep.
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

/* What a task takes is known when it is compiled, so a program can hold itself to its memory. */
#if COIR_SMALL
_Static_assert(sizeof red.task <= 6 * sizeof(void *),
               "a task of the small loop has at most six words");
_Static_assert(sizeof red <= 11 * sizeof(void *), "and with a frame like this one, eleven");
#endif

int main(void) {
    begin();
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
