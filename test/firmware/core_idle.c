/* core_idle.c - while the chip sleeps, its emulator does too.
 *
 * Two blinkers for two seconds of real time, in which the emulator may compute for a tenth of that.
 *
 * Boards: mps2-an385 lm3s6965evb microbit atmega328p riscv
 * Options: idle
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

struct blink {
    CORO;
    int which, pace, times;
};

ASYNC(blink) {
    while (self->times-- > 0) {
        AWAIT(coir_sleep_ms(self->pace));
        board_light(self->which, self->times & 1);
    }
}
ASYNC_END

static struct coir_loop loop;
static COIR_TASK(blink) red, green;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, red, blink, .which = RED, .pace = 200, .times = 10);
    START(&loop, green, blink, .which = GREEN, .pace = 300, .times = 6);
    coir_run(&loop);
    print("off\n");
    return board_end(0);
}
