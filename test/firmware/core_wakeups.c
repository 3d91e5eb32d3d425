/* core_wakeups.c - the chip is woken as often as there are deadlines.
 *
 * Two blinkers for two seconds: every 200 ms and every 300, and three times both.
 *
 * Boards: all but host
 * Flags: -DCOIR_COUNT_WAKEUPS=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#ifndef BEGIN
#define BEGIN 0
#endif

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
    coir_loop_init(&loop, board_begin(BEGIN));
    START(&loop, red, blink, .which = RED, .pace = 200, .times = 10);
    START(&loop, green, blink, .which = GREEN, .pace = 300, .times = 6);
    coir_run(&loop);
    print_line("woken ", (long)board_wakeups());
    return board_end(board_wakeups() != 13);
}
