/* core_before_wait.c - what an interrupt says after the loop has looked, and before it waits, is not waited for.
 *
 * A task sets the interrupt off in its own step. There is nothing else to do then, so the next thing that the
 * loop does is to wait, for a second if the wake-up is forgotten.
 * Boards: all but host attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/notice.h"

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

static void happen(void) {
    coir_event_set_from_isr(&notice, &event);
}

ASYNC(waiter) {
    for (self->times = 0; self->times < 3; self->times++) {
        coir_event_clear(&event);
        board_trigger();
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
    print_line("woken ", waiter_task.frame.times);
    print(loop.now < COIR_MS(1000) ? "at once\n" : "late\n");
    return board_end(0);
}
