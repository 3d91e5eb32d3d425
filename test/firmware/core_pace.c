/* core_pace.c - the clock runs as fast as the board's other timer says that it does.
 *
 * All else measures the clock with itself, and would not see that its rate is wrong. The interrupts are counted
 * while a task sleeps; each begins its next period a little late, hence the tolerance.
 * (Not on the MPS2: its timers as QEMU has them keep neither the pace of its processor nor one another's.)
 * Boards: all but host attiny85 mps2-an385
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#if defined __AVR__
#define COUNT_NS 4000L
#elif defined __riscv
#define COUNT_NS 64L
#elif COIR_CPU_HZ == 50000000
#define COUNT_NS 20L
#else
#define COUNT_NS 62L
#endif

struct sleeper {
    CORO;
};

/* In 100 ms, a period being 200 counts. */
#define EXPECTED (100000000L / (200 * COUNT_NS))

static struct coir_loop loop;
static COIR_TASK(sleeper) task;
static volatile uint16_t interrupts;
static volatile bool over;

static unsigned count(void) {
    interrupts++;
    return over ? 0 : 200;
}

ASYNC(sleeper) {
    AWAIT(coir_sleep_ms(100));
    over = true;
    print(interrupts > EXPECTED / 4 * 3 ? "not too fast\n" : "too fast\n");
    print(interrupts < EXPECTED / 4 * 5 ? "not too slow\n" : "too slow\n");
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, task, sleeper);
    board_every(count);
    coir_run(&loop);
    return board_end(0);
}
