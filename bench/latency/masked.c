/* masked.c - how long Coir keeps interrupts masked at most, and in which function.
 *
 * Tasks wait for what an interrupt posts in all four ways, and sleep in between. Interrupts of the clock itself, in
 * which the core masks others by itself, are not in it.
 *
 * Boards: mps2-an385 microbit atmega328p riscv
 * Flags: -DCOIR_INTERRUPT_HEADER='"../../bench/latency/counted_interrupts.h"'
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "board.h"

#include "coir/interrupt.h"
#include "coir/notice.h"
#include "coir/ring.h"

#define TIMES 300

struct all {
    CORO;
    int times;
    uint8_t byte;
};

static struct coir_loop loop;
static struct coir_event event;
static struct coir_semaphore semaphore;
static struct coir_ring ring;
static struct coir_notice event_notice, semaphore_notice;
static struct coir_handle handle;
static uint8_t slots[4], item;
static COIR_TASK(all) task;

uint32_t masked_at;
static uint32_t nothing;

/* Of each function the longest. */
static struct {
    const char *where;
    uint32_t counts;
} longest[12];

void masked_for(uint32_t counts, const char *where) {
    for (int i = 0; i < 12; i++) {
        if (longest[i].where && longest[i].where != where)
            continue;
        longest[i].where = where;
        if (longest[i].counts < counts)
            longest[i].counts = counts;
        return;
    }
}

static int called(void *unused) {
    (void)unused;
    return 0;
}

static void post(void) {
    coir_event_set_from_isr(&event_notice, &event);
    coir_semaphore_release_from_isr(&semaphore_notice, &semaphore);
    coir_ring_put_from_isr(&ring, &item);
    coir_call_soon_from_isr(&loop, &handle, called, NULL);
}

ASYNC(all) {
    for (self->times = 0; self->times < TIMES; self->times++) {
        board_trigger();
        AWAIT(coir_event_wait(&event));
        AWAIT(coir_semaphore_acquire(&semaphore));
        AWAIT(coir_ring_get(&ring, &self->byte, 1));
        coir_event_clear(&event);
        AWAIT(coir_sleep(self->times & 3));
    }
}
ASYNC_END

/* An empty stretch. What was before is forgotten: setting up. */
static void calibrate(void) {
    coir_interrupts_ was;
    counter_start();
    was = coir_mask_interrupts_();
    nothing = passed_since(masked_at);
    coir_restore_interrupts_(was);
    memset(longest, 0, sizeof longest);
}

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_event_init(&event);
    coir_semaphore_init(&semaphore, 0, 1);
    coir_ring_init(&ring, &loop, slots, 1, sizeof slots);
    coir_notice_init(&event_notice, &loop);
    coir_notice_init(&semaphore_notice, &loop);
    board_on_trigger(post);
    calibrate();
    START(&loop, task, all);
    coir_run_until(&loop, &task.task);
    print_line("count ", COUNT_PS);
    for (int i = 0; i < 12 && longest[i].where; i++) {
        print("masked ");
        print(longest[i].where);
        print_line(" ", (long)(longest[i].counts - nothing));
    }
    return board_end(0);
}
