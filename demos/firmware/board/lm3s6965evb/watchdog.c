/* watchdog.c - the watchdog of an LM3S6965, at 50 MHz. When it was not fed for half of the time it would
 * interrupt, which is not enabled; after the other half it resets the chip.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/watchdog.h"

#define CLOCK_GATES_0 (*(volatile uint32_t *)0x400fe100)
#define WATCHDOG(offset) (*(volatile uint32_t *)(0x40000000 + (offset)))
#define LOAD WATCHDOG(0)
#define CONTROL WATCHDOG(8)
#define INTERRUPT_CLEAR WATCHDOG(0xc) /* and count again from LOAD */

static void start(uint16_t ms) {
    CLOCK_GATES_0 |= 1 << 3;
    (void)CLOCK_GATES_0; /* it takes some cycles */
    LOAD = COIR_CPU_HZ / 1000 * ms / 2;
    CONTROL = 3;
}

static void feed(void) {
    INTERRUPT_CLEAR = 1;
}

const struct coir_watchdog_registers board_watchdog = {start, feed};
