/* counter.h - how much time went by, as exactly as a board can tell.
 *
 * On AVR in cycles, from two timers that Coir's clock does not use; in QEMU in counts of a timer or of the core,
 * COUNT_PS picoseconds each, and latency.py knows how long an instruction takes. It interrupts nobody.
 * SPDX-License-Identifier: MIT
 */
#ifndef COUNTER_H
#define COUNTER_H

#include <stdint.h>

#if defined __AVR__
#include <avr/io.h>
#define COUNT_PS 62500
typedef uint16_t counter_span;
#define LONG_TIME 200 /* for board_every: 12800 cycles */

/* Timer 0 counts cycles, Timer 2 64 of them; that is set to 0 with each interrupt of board_every, or else
 * by begin_count. */
static inline void counter_start(void) {
    TCCR0B = _BV(CS00);
    TCCR2B = _BV(CS22);
}
static inline uint32_t count(void) {
    return TCNT0;
}
static inline uint32_t begin_count(void) {
    TCNT2 = 0;
    return TCNT0;
}
static inline uint32_t passed_since(uint32_t then) {
    uint32_t passed = (uint8_t)(TCNT0 - (uint8_t)then), roughly = TCNT2 * 64u;
    while (passed + 64 < roughly)
        passed += 256;
    return passed;
}

#elif defined __riscv
#define COUNT_PS 1000
#define LONG_TIME 6000
static inline void counter_start(void) {
}
static inline uint32_t count(void) {
    uint32_t now;
    __asm__ volatile("csrr %0, mcycle" : "=r"(now) : : "memory");
    return now;
}

#elif __ARM_ARCH == 6
/* nRF51's TIMER 2 */
#define COUNT_PS 62500
#define LONG_TIME 6000
#define COUNTER(offset) (*(volatile uint32_t *)(0x4000a000 + (offset)))
static inline void counter_start(void) {
    COUNTER(0x508) = 3; /* BITMODE: 32 bits */
    COUNTER(0x510) = 0; /* PRESCALER */
    COUNTER(0x000) = 1; /* START */
}
static inline uint32_t count(void) {
    COUNTER(0x040) = 1; /* CAPTURE 0 */
    return COUNTER(0x540);
}

#else
/* MPS2's TIMER 1, downwards */
#define COUNT_PS 40000
#define LONG_TIME 10000
#define COUNTER(offset) (*(volatile uint32_t *)(0x40001000 + (offset)))
static inline void counter_start(void) {
    COUNTER(8) = 0xffffffff;
    COUNTER(4) = 0xffffffff;
    COUNTER(0) = 1;
}
static inline uint32_t count(void) {
    return ~COUNTER(4);
}
#endif

#ifndef __AVR__
typedef uint32_t counter_span;
static inline uint32_t begin_count(void) {
    return count();
}
static inline uint32_t passed_since(uint32_t then) {
    return count() - then;
}
#endif

#endif
