/* watchdog.c - the watchdog of ARM's MPS2 board, at 25 MHz. It interrupts when it was not fed for half of
 * the time, and resets the chip when it still was not after the other half.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/watchdog.h"

#define WATCHDOG(offset) (*(volatile uint32_t *)(0x40008000 + (offset)))
#define LOAD WATCHDOG(0)
#define CONTROL WATCHDOG(8)
#define INTERRUPT_CLEAR WATCHDOG(0xc) /* and count again from LOAD */
#define LOCK WATCHDOG(0xc00)

static void start(uint16_t ms) {
    LOCK = 0x1acce551;
    LOAD = COIR_CPU_HZ / 1000 * ms / 2;
    CONTROL = 3;
}

static void feed(void) {
    INTERRUPT_CLEAR = 1;
}

/* Nothing to be done: the tasks that live decide. */
void NMI_Handler(void);
void NMI_Handler(void) {
}

const struct coir_watchdog_registers board_watchdog = {start, feed};
