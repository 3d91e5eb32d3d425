/* core_steps.c - sleeps as long as one step of the clock's timer, and a little longer or shorter, end on their tick.
 *
 * A timer that is shorter than a sleep goes there in steps; the last one may not go past the deadline.
 * Boards: all but microbit riscv
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

/* The longest sleep in one step, more or less. That of the two boards left out takes minutes. */
#if defined __AVR_ATtiny85__
#define STEP 24 /* ms: 8 bits, by 1024, at 8 MHz */
#elif defined __AVR__
#define STEP 3145 /* 16 bits, by 1024, at 16 MHz */
#elif defined COIR_CPU_HZ
#define STEP (0x1000000 / (COIR_CPU_HZ / 1000)) /* 24 bits */
#else
#define STEP 1000
#endif

struct sleeper {
    CORO;
    coir_time span, began;
};

static struct coir_loop loop;
static COIR_TASK(sleeper) task;
static int late, early;

ASYNC(sleeper) {
    for (self->span = STEP - 2; self->span <= STEP + 1; self->span++) {
        self->began = coir_now();
        AWAIT(coir_sleep(self->span));
        late += coir_now() - self->began > self->span;
        early += coir_now() - self->began < self->span;
    }
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, task, sleeper);
    coir_run(&loop);
    print_line("late ", late);
    print_line("early ", early);
    return board_end(0);
}
