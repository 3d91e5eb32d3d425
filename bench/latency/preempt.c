/* preempt.c - how long from an interrupt until a task of a second loop runs, in the midst of what the first one computes.
 *
 * Once with the chip asleep, and once while the first loop's task never awaits.
 *
 * Boards: mps2-an385 microbit
 * Flags: -DCOIR_PREEMPT=1 -DCOIR_TASKS=1
 * SPDX-License-Identifier: MIT
 */
#include "coir/notice.h"
#include "coir/preempt.h"

#include "latency.h"

struct computer {
    CORO;
};
struct waiter {
    CORO;
};

static struct coir_loop second;
static struct coir_preempt preempt;
static struct coir_event event;
static struct coir_notice notice;
static COIR_TASK(computer) computer_task;
static COIR_TASK(waiter) waiter_task;

static void post_event(void) {
    coir_event_set_from_isr(&notice, &event);
}

ASYNC(computer) {
    begin(post_event);
    while (times < TIMES)
        AWAIT(coir_sleep(50));
    report("preempt asleep");
    begin(post_event);
    while (*(volatile int *)&times < TIMES) {
    }
    report("preempt running");
}
ASYNC_END

ASYNC(waiter) {
    for (;;) {
        AWAIT(coir_event_wait(&event));
        arrived();
        coir_event_clear(&event);
    }
}
ASYNC_END

static void turn(void) {
    coir_preempt_run(&preempt, &second);
}

int main(void) {
    struct coir_tickless *clock = (struct coir_tickless *)board_begin(0);
    coir_loop_init(&the_loop, &clock->port);
    coir_preempt_init(&preempt, clock, board_trigger);
    coir_loop_init(&second, &preempt.port);
    coir_event_init(&event);
    coir_notice_init(&notice, &second);
    calibrate();
    START(&the_loop, computer_task, computer);
    START(&second, waiter_task, waiter);
    board_on_trigger(turn);
    board_trigger();
    print_line("count ", COUNT_PS);
    board_every(interrupt);
    coir_run_until(&the_loop, &computer_task.task);
    return board_end(0);
}
