/* latency.h - interrupts that come at odd times, and the usual and the longest time until something has happened.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef LATENCY_H
#define LATENCY_H

#include "board.h"

#include "coir/loop.h"
#include "counter.h"

#define TIMES 200

static struct coir_loop the_loop;
static void (*volatile post)(void); /* what the interrupt does */
static volatile uint32_t posted_at;
static volatile bool pending;
static uint32_t nothing;
static counter_span seen[TIMES]; /* in order */
static int times;
static uint32_t seed = 1;

/* In the interrupt. One that came too early for the last to have been seen does nothing. */
static unsigned interrupt(void) {
    seed = seed * 1664525 + 1013904223;
    if (post && !pending) {
        pending = true;
        posted_at = count();
        post();
    }
    return LONG_TIME - (unsigned)(seed >> 24) * (LONG_TIME / 400);
}

static void keep(uint32_t passed) {
    int at = times++;
    for (; at && seen[at - 1] > passed; at--)
        seen[at] = seen[at - 1];
    seen[at] = (counter_span)passed;
}

/* The first that is done by who was waited for. */
static inline void arrived(void) {
    uint32_t passed = passed_since(posted_at);
    if (!pending)
        return;
    pending = false;
    if (times < TIMES)
        keep(passed - nothing);
}

/* What looking at the counter takes by itself. */
static void calibrate(void) {
    uint32_t then;
    counter_start();
    then = count();
    nothing = count() - then;
}

static void begin(void (*how)(void)) {
    times = 0;
    post = how;
}

static void report(const char *what) {
    post = NULL;
    print(what);
    print_line(" usual ", (long)seen[TIMES / 2]);
    print(what);
    print_line(" most ", (long)seen[TIMES - 1]);
}

#endif
