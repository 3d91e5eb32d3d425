/* core_window.c - an interrupt between the look at what is ready and the sleep wakes the loop all the same.
 *
 * That is a window of a few instructions; COIR_BEFORE_SLEEP lets it come just there, each time. A port
 * that unmasks interrupts too early sleeps through it, until the deadline a second later.
 *
 * Boards: mps2-an385 lm3s6965evb microbit atmega328p riscv
 * Flags: -DCOIR_BEFORE_SLEEP=board_trigger
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/notice.h"

#ifdef BEFORE_WAIT /* the task sets it off: core_before_wait.c */
#define TIMES 3
#else
#define TIMES 1000
#define BEFORE_WAIT() ((void)0)
#endif

struct waiter {
    CORO;
    int times;
};
struct clock {
    CORO;
};

static struct coir_loop loop;
static struct coir_event event;
static struct coir_notice notice;
static COIR_TASK(waiter) waiter_task;
static COIR_TASK(clock) clock_task;
static int triggered;

static void happen(void) {
    triggered++;
    coir_event_set_from_isr(&notice, &event);
}

ASYNC(waiter) {
    for (self->times = 0; self->times < TIMES; self->times++) {
        coir_event_clear(&event);
        BEFORE_WAIT();
        AWAIT(coir_event_wait(&event));
    }
}
ASYNC_END

ASYNC(clock) {
    for (;;)
        AWAIT(coir_sleep_ms(1000));
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    board_on_trigger(happen);
    coir_event_init(&event);
    coir_notice_init(&notice, &loop);
    START(&loop, waiter_task, waiter);
    START(&loop, clock_task, clock);
    coir_run_until(&loop, &waiter_task.task);
    print_line("set off ", triggered);
    print_line("woken ", waiter_task.frame.times);
    print(loop.now < COIR_MS(1000) ? "at once\n" : "late\n");
    return board_end(0);
}
