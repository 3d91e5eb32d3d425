/* post.c - how long from an interrupt's call of Coir until the task that waits for it runs.
 *
 * Each way in turn, once with the chip asleep and once while another task gives way all the time.
 *
 * Boards: mps2-an385 microbit atmega328p riscv
 * SPDX-License-Identifier: MIT
 */
#include "coir/notice.h"
#include "coir/ring.h"

#include "latency.h"

struct waiter {
    CORO;
};
struct taker {
    CORO;
};
struct reader {
    CORO;
    uint8_t byte;
};
struct busy {
    CORO;
};
struct measure {
    CORO;
    const char *asleep, *running;
    void (*how)(void);
};
struct all {
    CORO;
    struct measure measure;
};

static struct coir_event event;
static struct coir_semaphore semaphore;
static struct coir_ring ring;
static struct coir_notice event_notice, semaphore_notice;
static struct coir_handle handle;
static uint8_t slots[4], item;
static bool working;
static COIR_TASK(waiter) waiter_task;
static COIR_TASK(taker) taker_task;
static COIR_TASK(reader) reader_task;
static COIR_TASK(busy) busy_task;
static COIR_TASK(all) all_task;

static void post_event(void) {
    coir_event_set_from_isr(&event_notice, &event);
}

static void post_semaphore(void) {
    coir_semaphore_release_from_isr(&semaphore_notice, &semaphore);
}

static void post_item(void) {
    coir_ring_put_from_isr(&ring, &item);
}

static int called(void *unused) {
    (void)unused;
    arrived();
    return 0;
}

static void post_call(void) {
    coir_call_soon_from_isr(&the_loop, &handle, called, NULL);
}

ASYNC(waiter) {
    for (;;) {
        AWAIT(coir_event_wait(&event));
        arrived();
        coir_event_clear(&event);
    }
}
ASYNC_END

ASYNC(taker) {
    for (;;) {
        AWAIT(coir_semaphore_acquire(&semaphore));
        arrived();
    }
}
ASYNC_END

ASYNC(reader) {
    for (;;) {
        AWAIT(coir_ring_get(&ring, &self->byte, 1));
        arrived();
    }
}
ASYNC_END

ASYNC(busy) {
    for (;;) {
        AWAIT(coir_sleep(working ? 0 : 20));
    }
}
ASYNC_END

/* Both times of one way. */
ASYNC(measure) {
    working = false;
    AWAIT(coir_sleep(30));
    begin(self->how);
    while (times < TIMES)
        AWAIT(coir_sleep(50));
    report(self->asleep);
    working = true;
    begin(self->how);
    while (times < TIMES)
        AWAIT(coir_sleep(50));
    report(self->running);
}
ASYNC_END

#define MEASURE(name, way)                                                                         \
    AWAIT(self->measure, measure, .asleep = name " asleep", .running = name " running",            \
          .how = (way))

ASYNC(all) {
    MEASURE("event", post_event);
    MEASURE("semaphore", post_semaphore);
    MEASURE("ring", post_item);
    MEASURE("call", post_call);
}
ASYNC_END

int main(void) {
    coir_loop_init(&the_loop, board_begin(0));
    coir_external(&the_loop, 1);
    coir_event_init(&event);
    coir_semaphore_init(&semaphore, 0, 1);
    coir_ring_init(&ring, &the_loop, slots, 1, sizeof slots);
    coir_notice_init(&event_notice, &the_loop);
    coir_notice_init(&semaphore_notice, &the_loop);
    calibrate();
    START(&the_loop, waiter_task, waiter);
    START(&the_loop, taker_task, taker);
    START(&the_loop, reader_task, reader);
    START(&the_loop, busy_task, busy);
    START(&the_loop, all_task, all);
    board_every(interrupt);
    print_line("count ", COUNT_PS);
    coir_run_until(&the_loop, &all_task.task);
    return board_end(0);
}
