/* interrupts.c - the LM3S6965's timer 0, and an interrupt for software.
 *
 * SPDX-License-Identifier: MIT
 */
#define TRIGGER_IRQ 31
#define TRIGGER_HANDLER PendLow_Handler
#include "../cortex_m/trigger.h"

#define CLOCK_GATES_1 (*(volatile uint32_t *)0x400fe104)
#define TIMER(offset) (*(volatile uint32_t *)(0x40030000 + (offset)))
#define TIMER_MODE TIMER(0x04)
#define TIMER_CONTROL TIMER(0x0c)
#define TIMER_MASK TIMER(0x18)
#define TIMER_CLEAR TIMER(0x24)
#define TIMER_LOAD TIMER(0x28)

static unsigned (*next)(void);

/* 50 MHz, one shot, 32 bits */
static void set(unsigned counts) {
    TIMER_CONTROL = 0;
    TIMER_LOAD = counts;
    TIMER_CONTROL = counts ? 1 : 0;
}

void TIMER0A_Handler(void);
void TIMER0A_Handler(void) {
    TIMER_CLEAR = 1;
    set(next());
}

void board_every(unsigned (*function)(void)) {
    next = function;
    CLOCK_GATES_1 |= 1 << 16;
    (void)CLOCK_GATES_1; /* it takes some cycles */
    TIMER(0) = 0;
    TIMER_MODE = 1;
    TIMER_MASK = 1;
    NVIC_ENABLE = 1 << 19;
    set(1);
}
