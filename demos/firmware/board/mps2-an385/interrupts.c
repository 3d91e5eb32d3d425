/* interrupts.c - the MPS2's TIMER 0, and an interrupt for software.
 *
 * SPDX-License-Identifier: MIT
 */
#define TRIGGER_IRQ 31
#define TRIGGER_HANDLER PendLow_Handler
#include "../cortex_m/trigger.h"

#define TIMER(offset) (*(volatile uint32_t *)(0x40000000 + (offset)))
#define TIMER_CONTROL TIMER(0)
#define TIMER_VALUE TIMER(4)
#define TIMER_RELOAD TIMER(8)
#define TIMER_CLEAR TIMER(12)

static unsigned (*next)(void);

/* 25 MHz; it begins again from RELOAD by itself, so that is set before. */
static void set(unsigned counts) {
    TIMER_RELOAD = counts;
    TIMER_VALUE = counts;
    TIMER_CONTROL = counts ? 9 : 0;
}

void TIMER0_Handler(void);
void TIMER0_Handler(void) {
    TIMER_CLEAR = 1;
    set(next());
}

void board_every(unsigned (*function)(void)) {
    next = function;
    NVIC_ENABLE = 1 << 8;
    set(1);
}
