/* avr.h - run on an AVR, asleep between events.
 *
 * A port: a timer and SLEEP, in idle mode, so that other peripherals go on. On an ATmega Timer 1,
 * whose 16 bits make steps of 3 s at 16 MHz; on an ATtiny25/45/85 Timer 0, whose 8 bits make steps of
 * 24 ms at 8 MHz. Both count every 1024th cycle; their first compare interrupt is taken. Define F_CPU, the core's clock, as avr-libc wants it.
 * Interrupts are enabled while the loop sleeps, whether they were or not.
 *
 * Needs: tickless.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_AVR_H
#define COIR_AVR_H

#include "coir/tickless.h"

COIR_C_BEGIN_

/* Start the timer; the clock begins at 0. port is yours and lives as long as the program. */
void coir_avr_init(struct coir_tickless *port);

COIR_C_END_

#endif
