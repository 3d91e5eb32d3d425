/* interrupt.h - keep interrupts out for a few instructions, and sleep until the next one.
 *
 * Three short functions for each core: Cortex-M, AVR, RISC-V in machine mode. A core that is not
 * here brings its own: define COIR_INTERRUPT_HEADER as the name of a file that has the same. Where
 * there is an operating system they do nothing. Costs two or three instructions each.
 *
 * Needs: config.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_INTERRUPT_H
#define COIR_INTERRUPT_H

#include "coir/config.h"

/* coir_mask_interrupts_     no interrupt comes from here on; gives what was before
 * coir_restore_interrupts_  as it was before; those that waited come now
 * coir_sleep_masked_        with interrupts masked: stop the core until one comes, also if it came
 *                           after they were masked; they are masked afterwards. It has run, or will
 *                           when they are restored */
#if defined COIR_INTERRUPT_HEADER
#include COIR_INTERRUPT_HEADER

#elif defined __ARM_ARCH && defined __ARM_ARCH_PROFILE && __ARM_ARCH_PROFILE == 'M'
#define COIR_CORTEX_M_ 1
typedef uint32_t coir_interrupts_;
static inline coir_interrupts_ coir_mask_interrupts_(void) {
    coir_interrupts_ was;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(was) : : "memory");
    return was;
}
static inline void coir_restore_interrupts_(coir_interrupts_ was) {
    __asm__ volatile("msr primask, %0" : : "r"(was) : "memory");
}
static inline void coir_sleep_masked_(void) {
    __asm__ volatile("dsb\n\twfi\n\tisb" : : : "memory"); /* wakes in spite of PRIMASK */
}

#elif defined __AVR__
typedef uint8_t coir_interrupts_; /* SREG, at 0x3f; only gcc tells its assembler that name */
static inline coir_interrupts_ coir_mask_interrupts_(void) {
    coir_interrupts_ was;
    __asm__ volatile("in %0, 0x3f\n\tcli" : "=r"(was) : : "memory");
    return was;
}
static inline void coir_restore_interrupts_(coir_interrupts_ was) {
    __asm__ volatile("out 0x3f, %0" : : "r"(was) : "memory");
}
static inline void coir_sleep_masked_(void) {
    /* sei lets one more instruction pass; simavr two, so one that waits would come after cli. */
    __asm__ volatile("sei\n\tsleep\n\tnop\n\tcli" : : : "memory");
}

#elif defined __riscv && !COIR_HOSTED
typedef uintptr_t coir_interrupts_;
static inline coir_interrupts_ coir_mask_interrupts_(void) {
    coir_interrupts_ was;
    __asm__ volatile("csrrci %0, mstatus, 8" : "=r"(was) : : "memory");
    return was & 8; /* MIE */
}
static inline void coir_restore_interrupts_(coir_interrupts_ was) {
    __asm__ volatile("csrs mstatus, %0" : : "r"(was) : "memory");
}
static inline void coir_sleep_masked_(void) {
    __asm__ volatile("wfi" : : : "memory"); /* wakes in spite of MIE */
}

#else
typedef uint8_t coir_interrupts_;
static inline coir_interrupts_ coir_mask_interrupts_(void) {
    return 0;
}
static inline void coir_restore_interrupts_(coir_interrupts_ was) {
    (void)was;
}
static inline void coir_sleep_masked_(void) {
}
#endif

#endif
