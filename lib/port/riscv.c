/* riscv.c - wait with WFI and the machine timer.
 *
 * mtime counts freely; a sleep sets mtimecmp.
 * SPDX-License-Identifier: MIT
 */
#include "coir/riscv.h"

#if defined __riscv && !COIR_HOSTED
#define COUNT_HZ_ COIR_MTIME_HZ
#define COUNT_SECONDS_ 1
#define MOST_ 0x40000000
#include "tickless_.h"

#define WORD_(address) (*(volatile uint32_t *)(address))

static uint64_t last_;

/* The lower half of mtime tells how much went by; at the start the upper one counts too, and both
 * belong together if that is the same before and after. */
static uint32_t passed_(void) {
    uint32_t passed = WORD_(COIR_MTIME) - (uint32_t)last_;
    last_ += passed;
    return passed;
}

static void start_(void) {
    uint32_t high;
    do {
        high = WORD_(COIR_MTIME + 4);
        last_ = (uint64_t)high << 32 | WORD_(COIR_MTIME);
    } while (high != WORD_(COIR_MTIME + 4));
}

/* It interrupts as long as mtime is not less, so an alarm may be in the past; but not on the way
 * there. */
static void alarm_(uint32_t counts) {
    uint64_t when = last_ + counts;
    WORD_(COIR_MTIMECMP + 4) = 0xffffffff;
    WORD_(COIR_MTIMECMP) = (uint32_t)when;
    WORD_(COIR_MTIMECMP + 4) = (uint32_t)(when >> 32);
}

void coir_riscv_timer_interrupt(void) {
    timer_interrupt_();
}

void coir_riscv_init(struct coir_tickless *port) {
    coir_interrupts_ was = coir_mask_interrupts_();
    start_();
    begin_(port);
    __asm__ volatile("csrs mie, %0" : : "r"(1 << 7));
    coir_restore_interrupts_(was);
}

#endif
