/* portable_timers.c - run tasks that sleep, across the wrap of a 32-bit clock, on any machine.
 *
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/loop.h"
#include "coir/virtual.h"
#include "portable.h"

static struct coir_loop loop;
static struct coir_virtual port;

struct blink {
    CORO;
    const char *name;
    int times;
    long ms;
    int i;
};

static COIR_TASK(blink) red, green;

/* The clock begins a quarter of a second before it wraps, where it has 32 bits. */
#define BEGIN 0x7fffff00u

/* Milliseconds since then. */
static long since(coir_time when) {
    return (long)((int32_t)((uint32_t)when - BEGIN) / COIR_MS(1));
}
static long now(void) {
    return since(coir_now());
}

ASYNC(blink) {
    for (self->i = 0; self->i < self->times; self->i++) {
        line(self->name, now());
        AWAIT(coir_sleep_ms(self->ms));
    }
}
ASYNC_END

struct polite {
    CORO;
    int i;
};

static COIR_TASK(polite) waiter;

/* Yields to the others, then looks at a condition as Protothreads do. */
ASYNC(polite) {
    for (self->i = 0; self->i < 3; self->i++) {
        line("polite", self->i);
        AWAIT(coir_sleep(0));
    }
    AWAIT_UNTIL(coir_done(&red.task));
    line("red is done", now());
}
ASYNC_END

void program(void) {
    coir_virtual_init(&port);
    port.time = (coir_time)BEGIN;
    coir_loop_init(&loop, &port.port);
    line("start", START(&loop, red, blink, .name = "red", .times = 4, .ms = 200));
    line("start", START(&loop, green, blink, .name = "green", .times = 4, .ms = 300));
    line("start", START(&loop, waiter, polite));
    line("twice", START(&loop, red, blink));
    line("run", coir_run(&loop));
    line("outcome", coir_outcome(&green.task));
    line("restart", START(&loop, red, blink, .name = "red", .times = 1, .ms = 70000));
    line("run", coir_run(&loop));
    line("waits", (long)port.waits);
    line("the end", since(port.time));
    coir_loop_close(&loop);
}
