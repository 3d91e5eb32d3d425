/* core_rates.c - a millisecond is one at any rate of ticks, and sleeps end on their tick.
 *
 * Here there are 1024 ticks in a second: neither rate is a multiple of the other, nor of the timers'.
 * Boards: all but host
 * Flags: -DCOIR_TICK_HZ=1024
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

struct sleeper {
    CORO;
    coir_time began;
    long ms;
};

static struct coir_loop loop;
static COIR_TASK(sleeper) task;
static int late, early;

/* By whole milliseconds, over many steps of the timer. */
ASYNC(sleeper) {
    for (self->ms = 1; self->ms < 1300; self->ms = self->ms * 3 / 2 + 1) {
        self->began = coir_now();
        AWAIT(coir_sleep_ms(self->ms));
        late += coir_now() - self->began > self->ms * COIR_TICK_HZ / 1000;
        early += coir_now() - self->began < self->ms * COIR_TICK_HZ / 1000;
    }
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    print_line("of a second ", COIR_S(1));
    print_line("of 1000 ms ", COIR_MS(1000));
    print_line("of a million us ", COIR_US(1000000));
    START(&loop, task, sleeper);
    coir_run(&loop);
    print_line("late ", late);
    print_line("early ", early);
    return board_end(0);
}
