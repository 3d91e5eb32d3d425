/* tickless.h - a clock that lets the chip sleep exactly until the next deadline.
 *
 * What the ports for chips have in common: one hardware timer is both the clock and the alarm. It
 * counts as it likes; a tick is 1 / COIR_TICK_HZ seconds. Nothing interrupts every tick: the timer
 * is set for the next deadline, or, where it is too short for that, goes in steps. Ticks are exact in
 * the long run, whatever the timer's rate. Costs 20 bytes of pointers on 32-bit (10 on AVR) and 9.
 *
 * Needs: port.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_TICKLESS_H
#define COIR_TICKLESS_H

#include "coir/port.h"

/* COIR_COUNT_WAKEUPS 1: count how often the chip was woken. The same for every file. */
#ifndef COIR_COUNT_WAKEUPS
#define COIR_COUNT_WAKEUPS 0
#endif

/* COIR_PREEMPT 1: a second loop shares the clock: preempt.h. The same for every file. */
#ifndef COIR_PREEMPT
#define COIR_PREEMPT 0
#endif

/* The port: give &tickless.port to coir_loop_init. There is one for each chip. */
struct coir_tickless {
    struct coir_port port;
    uint32_t ticks; /* the time at the last look; set it before coir_loop_init to start elsewhere */
    uint32_t rest;  /* ... and the part of a tick that went by since */
    volatile bool woken; /* a wake-up came that no wait has seen */
#if COIR_COUNT_WAKEUPS
    uint32_t wakeups; /* how often sleep ended, for whatever reason */
    uint32_t steps;   /* ... of these, because the timer is short */
#endif
#if COIR_PREEMPT
    void (*set_off)(void); /* NULL, or what is to be called */
    uint32_t deadline;     /* ... when */
#endif
};

#if COIR_PREEMPT
COIR_C_BEGIN_
/* Call a function from the timer's interrupt after so many ticks; COIR_FOREVER: do not. One at a time. */
void coir_tickless_set_off_(struct coir_tickless *port, coir_time span, void (*set_off)(void));
COIR_C_END_
#endif

#endif
