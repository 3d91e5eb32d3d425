/* interrupts.c - the nRF51's TIMER 1, and an interrupt for software.
 *
 * SPDX-License-Identifier: MIT
 */
#define TRIGGER_IRQ 20
#define TRIGGER_HANDLER SWI0_Handler
#include "../cortex_m/trigger.h"

#define TIMER(offset) (*(volatile uint32_t *)(0x40009000 + (offset)))

static unsigned (*next)(void);

/* 16 MHz, 16 bits; the compare event clears and stops it. */
static void set(unsigned counts) {
    TIMER(0x540) = counts; /* CC 0 */
    TIMER(0x00c) = 1;      /* CLEAR */
    TIMER(counts ? 0x000 : 0x004) = 1;
}

void TIMER1_Handler(void);
void TIMER1_Handler(void) {
    TIMER(0x140) = 0; /* EVENTS_COMPARE 0 */
    set(next());
}

void board_every(unsigned (*function)(void)) {
    next = function;
    TIMER(0x510) = 0;               /* PRESCALER */
    TIMER(0x200) = 1 << 0 | 1 << 8; /* SHORTS */
    TIMER(0x304) = 1 << 16;         /* INTENSET */
    NVIC_ENABLE = 1 << 9;
    set(1);
}
