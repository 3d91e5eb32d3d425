/* core_stress.c - interrupts at odd times post numbered items, permits and events; none is lost.
 *
 * A timer interrupts at random, mostly soon and now and then so late that the chip sleeps: so it comes
 * at any instruction of the loop, also between the look whether there is anything to do and the sleep.
 *
 * Boards: mps2-an385 microbit atmega328p riscv
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/inlet.h"
#include "coir/notice.h"
#include "coir/ring.h"

#ifndef ITEMS
#if defined __AVR__ /* simavr looks at each instruction */
#define ITEMS 20000
#else
#define ITEMS 1000000
#endif
#endif

struct from_ring {
    CORO;
    uint32_t items[4];
    int count, i;
};
struct from_queue {
    CORO;
    uint32_t item;
};
struct from_semaphore {
    CORO;
};
struct from_event {
    CORO;
};
struct sleeper {
    CORO;
};

static struct coir_loop loop;
static struct coir_ring ring;
static uint32_t slots[16];
static struct coir_queue queue;
static struct coir_inlet inlet;
static uint32_t queue_slots[2], inlet_slots[4];
static struct coir_semaphore semaphore;
static struct coir_event event;
static struct coir_notice permits, happened;
static COIR_TASK(from_ring) items_task;
static COIR_TASK(from_queue) queue_task;
static COIR_TASK(from_semaphore) permits_task;
static COIR_TASK(from_event) events_task;
static COIR_TASK(sleeper) sleeper_task;

static volatile uint32_t posted, put, released, events;
static uint32_t received, got, acquired, woken, wrong, sleeps;
static uint32_t seed = 1;

/* In the interrupt: one item each time, another one if there is room for it, and a permit and an event now and
 * then. */
static unsigned post(void) {
    if (posted == ITEMS) /* the timer had run out once more before it was stopped */
        return 0;
    seed = seed * 1664525 + 1013904223;
    if (coir_ring_put_from_isr(&ring, (const void *)&posted) == COIR_FULL)
        return 40; /* the same one again */
    if (coir_queue_put_from_isr(&inlet, (const void *)&put) == 0)
        put++;
    if (posted % 3 == 0) {
        released++;
        coir_semaphore_release_from_isr(&permits, &semaphore);
    }
    if (posted % 5 == 0) {
        events++;
        coir_event_set_from_isr(&happened, &event);
    }
    posted++;
    if (posted == ITEMS)
        return 0;
    return (unsigned)(seed >> 26 ? 1 + (seed >> 20) % 16 : 200);
}

ASYNC(from_ring) {
    while (received < ITEMS) {
        AWAIT_INTO(self->count, coir_ring_get(&ring, self->items, 4));
        for (self->i = 0; self->i < self->count; self->i++)
            wrong += self->items[self->i] != received++;
        if (received % 16 == 0) /* it may never have to wait */
            AWAIT(coir_sleep(0));
    }
}
ASYNC_END

/* Slower than the interrupts at times, so the queue is full, and then the inlet. */
ASYNC(from_queue) {
    for (;;) {
        AWAIT(coir_queue_get(&queue, &self->item));
        wrong += self->item != got++;
        if (got % 3 == 0)
            AWAIT(coir_sleep(0));
    }
}
ASYNC_END

ASYNC(from_semaphore) {
    for (;;) {
        AWAIT(coir_semaphore_acquire(&semaphore));
        acquired++;
    }
}
ASYNC_END

ASYNC(from_event) {
    for (;;) {
        AWAIT(coir_event_wait(&event));
        coir_event_clear(&event);
        woken = events;
    }
}
ASYNC_END

ASYNC(sleeper) {
    for (;;) {
        AWAIT(coir_sleep(1));
        sleeps++;
    }
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_ring_init(&ring, &loop, slots, sizeof slots[0], 16);
    coir_queue_init(&queue, queue_slots, sizeof queue_slots[0], 2);
    coir_inlet_init(&inlet, &loop, &queue, inlet_slots, 4);
    coir_semaphore_init(&semaphore, 0, (unsigned)-1);
    coir_event_init(&event);
    coir_notice_init(&permits, &loop);
    coir_notice_init(&happened, &loop);
    START(&loop, items_task, from_ring);
    START(&loop, queue_task, from_queue);
    START(&loop, permits_task, from_semaphore);
    START(&loop, events_task, from_event);
    START(&loop, sleeper_task, sleeper);
    board_every(post);
    coir_run_until(&loop, &items_task.task);
    for (int turn = 0; turn < 40; turn++) /* the last notices, and items */
        coir_poll(&loop);
    print_line("in the wrong place ", (long)wrong);
    print_line("items lost ", (long)(posted - received));
    print_line("items of the queue lost ", (long)(put - got));
    print(put > ITEMS / 100 ? "many were put\n" : "few were put\n");
    print_line("permits lost ", (long)(released - acquired));
    print_line("last event missed ", (long)(events - woken));
    print(sleeps > 1 ? "slept meanwhile\n" : "never slept\n");
    return board_end(0);
}
