/* interrupts.c - of QEMU's virt: the alarm of its clock with a calendar, and the core's software
 * interrupt.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CLOCK(offset) REGISTER(0x101000 + (offset))
#define CLOCK_IRQ 11
#define PLIC(offset) REGISTER(0x0c000000 + (offset))
#define PLIC_CLAIM PLIC(0x200004)
#define SOFTWARE_INTERRUPT REGISTER(0x2000000)

static unsigned (*next)(void);
static void (*on_trigger)(void);

/* It counts nanoseconds. An alarm in the past comes at once. */
static void set(unsigned counts) {
    static uint64_t when;
    if (!when) {
        when = CLOCK(0); /* this keeps the upper half */
        when |= (uint64_t)CLOCK(4) << 32;
    }
    when += (uint64_t)counts * 64;
    CLOCK(12) = (uint32_t)(when >> 32);
    CLOCK(8) = (uint32_t)when;
}

void board_external_interrupt(void);
void board_external_interrupt(void) {
    uint32_t which = PLIC_CLAIM;
    unsigned counts = next();
    CLOCK(0x1c) = 1;
    if (counts)
        set(counts);
    PLIC_CLAIM = which;
}

void board_every(unsigned (*function)(void)) {
    next = function;
    PLIC(4 * CLOCK_IRQ) = 1;
    PLIC(0x2000) = 1u << CLOCK_IRQ;
    PLIC(0x200000) = 0;
    CLOCK(0x10) = 1;
    __asm__ volatile("csrs mie, %0" : : "r"(1 << 11));
    set(1);
}

void board_software_interrupt(void);
void board_software_interrupt(void) {
    SOFTWARE_INTERRUPT = 0;
    on_trigger();
}

void board_on_trigger(void (*function)(void)) {
    on_trigger = function;
    __asm__ volatile("csrs mie, %0" : : "r"(1 << 3));
}

void board_trigger(void) {
    SOFTWARE_INTERRUPT = 1;
}
