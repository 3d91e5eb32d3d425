/* cortex_m.h - run on a Cortex-M, asleep between events.
 *
 * A port: SysTick and WFI. SysTick has 24 bits, so a long sleep goes in steps (of 0.67 s at 25 MHz),
 * and loses some cycles each time it is set. A chip's own timer is longer and loses none; and some
 * Cortex-M0 have no SysTick. To take another one, define COIR_TIMER_HEADER as the name of a file
 * that has:
 *
 *   COIR_TIMER_HZ        its rate (in whole counts per second)
 *   COIR_TIMER_BITS      its width
 *   COIR_TIMER_HANDLER   the name of its interrupt in the vector table
 *   void coir_timer_start(void)            let it count, and allow its interrupt
 *   uint32_t coir_timer_count(void)        where it is
 *   void coir_timer_alarm(uint32_t count)  drop an interrupt that waits, and interrupt at this count
 *   void coir_timer_acknowledge(void)      in its interrupt
 *
 * Define COIR_CPU_HZ, the core's clock, for SysTick. The handler is SysTick_Handler, or what
 * COIR_TIMER_HANDLER says.
 *
 * Needs: tickless.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CORTEX_M_H
#define COIR_CORTEX_M_H

#include "coir/tickless.h"

COIR_C_BEGIN_

/* Start the timer; the clock begins at 0. port is yours and lives as long as the program. */
void coir_cortex_m_init(struct coir_tickless *port);

COIR_C_END_

#endif
