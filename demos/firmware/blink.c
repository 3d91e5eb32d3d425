/* blink.c - two lights, each at its own pace, and a chip that sleeps in between.
 *
 * The smallest firmware: two tasks and a loop, no heap, one stack. Between two changes of a light the
 * chip stands still, and nothing wakes it before the next one is due.
 *
 * Boards: all
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

struct blink {
    CORO;
    int which, pace, times;
};

ASYNC(blink) {
    while (self->times-- > 0) {
        light(self->which, true);
        AWAIT(coir_sleep_ms(self->pace));
        light(self->which, false);
        AWAIT(coir_sleep_ms(self->pace));
    }
}
ASYNC_END

static struct coir_loop loop;
static COIR_TASK(blink) red, green;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, red, blink, .which = RED, .pace = 200, .times = 5);
    START(&loop, green, blink, .which = GREEN, .pace = 300, .times = 3);
    coir_run(&loop);
    return board_end(0);
}
