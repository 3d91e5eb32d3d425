/* two_blinkers.c - two tasks that each toggle an LED and sleep, and what one more feature adds.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "coir/loop.h"

volatile ticks board_ticks;
BOARD_TICK {
#ifdef __riscv
    MTIMECMP[0] = MTIME + 10000;
#endif
    board_ticks++;
}

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

struct coir_loop the_loop;
static COIR_TASK(blink) red, green;

int main(void) {
    board_init();
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
