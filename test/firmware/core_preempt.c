/* core_preempt.c - a second loop, run from an interrupt, goes on while the first one computes.
 *
 * The first loop's task computes for 50 ms at a time. The second loop's one wakes every 10 ms all the
 * same, answers at once when it is asked, and tells the first loop when it is done.
 *
 * Boards: mps2-an385 lm3s6965evb microbit
 * Flags: -DCOIR_PREEMPT=1 -DCOIR_GROUPS=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/notice.h"
#include "coir/preempt.h"

struct computer {
    CORO;
    int times;
};
struct beat {
    CORO;
    coir_time due;
    int times;
};
struct answerer {
    CORO;
};

static struct coir_tickless *clock;
static struct coir_loop first, second;
static struct coir_preempt preempt;
static struct coir_event asked, over;
static struct coir_notice ask, tell;
static COIR_TASK(computer) computer_task;
static COIR_TASK(beat) beat_task;
static COIR_TASK(answerer) answerer_task;
static volatile int beats, latest, answers, wrong_loop;

static void compute(coir_time span) {
    coir_time began = clock->port.now(&clock->port);
    while (clock->port.now(&clock->port) - began < span)
        wrong_loop += coir_running_loop() != &first;
}

ASYNC(computer) {
    for (self->times = 1; self->times <= 10; self->times++) {
        int before = beats, asked_before = answers;
        compute(COIR_MS(50));
        print_line("beats meanwhile ", beats - before);
        coir_event_set_from_isr(&ask, &asked);
        print_line("answers at once ", answers - asked_before);
        AWAIT(coir_sleep_ms(7));
    }
    AWAIT(coir_event_wait(&over));
    print_line("beats ", beats);
    print_line("ticks late ", latest);
    print_line("in the wrong loop ", wrong_loop);
}
ASYNC_END

ASYNC(beat) {
    self->due = coir_now();
    for (self->times = 0; self->times < 80; self->times++) {
        self->due += COIR_MS(10);
        AWAIT(coir_sleep_until(self->due));
        wrong_loop += coir_running_loop() != &second;
        if (coir_now() - self->due > latest)
            latest = (int)(coir_now() - self->due);
        beats++;
    }
    coir_event_set_from_isr(&tell, &over);
}
ASYNC_END

ASYNC(answerer) {
    for (;;) {
        AWAIT(coir_event_wait(&asked));
        coir_event_clear(&asked);
        answers++;
    }
}
ASYNC_END

static void turn(void) {
    coir_preempt_run(&preempt, &second);
}

int main(void) {
    clock = (struct coir_tickless *)board_begin(0);
    coir_loop_init(&first, &clock->port);
    coir_preempt_init(&preempt, clock, board_trigger);
    coir_loop_init(&second, &preempt.port);
    coir_event_init(&asked);
    coir_event_init(&over);
    coir_notice_init(&ask, &second);
    coir_notice_init(&tell, &first);
    START(&first, computer_task, computer);
    START(&second, beat_task, beat);
    START(&second, answerer_task, answerer);
    board_on_trigger(turn);
    board_trigger();
    coir_run_until(&first, &computer_task.task);
    return board_end(0);
}
