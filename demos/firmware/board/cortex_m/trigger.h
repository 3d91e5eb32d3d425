/* trigger.h - an interrupt that the program itself sets off, with the lowest priority.
 *
 * A board includes it with TRIGGER_IRQ, a number that nothing else uses, and TRIGGER_HANDLER, its name.
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#define NVIC_ENABLE (*(volatile uint32_t *)0xe000e100)
#define NVIC_SET (*(volatile uint32_t *)0xe000e200)
#define NVIC_PRIORITIES ((volatile uint32_t *)0xe000e400)

static void (*on_trigger)(void);

void board_on_trigger(void (*function)(void)) {
    on_trigger = function;
    NVIC_PRIORITIES[TRIGGER_IRQ / 4] |= 0xffu << TRIGGER_IRQ % 4 * 8;
    NVIC_ENABLE = 1u << TRIGGER_IRQ;
}

void board_trigger(void) {
    NVIC_SET = 1u << TRIGGER_IRQ;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

void TRIGGER_HANDLER(void);
void TRIGGER_HANDLER(void) {
    on_trigger();
}
