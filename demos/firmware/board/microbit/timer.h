/* timer.h - TIMER 0 of an nRF51 as the clock: 32 bits at 1 MHz. The nRF51 has no SysTick.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef BOARD_TIMER_H
#define BOARD_TIMER_H

#include <stdint.h>

#define COIR_TIMER_HZ 1000000
#define COIR_TIMER_BITS 32
#define COIR_TIMER_HANDLER TIMER0_Handler
#define TIMER_REGISTER(offset) (*(volatile uint32_t *)(0x40008000 + (offset)))

static inline void coir_timer_start(void) {
    TIMER_REGISTER(0x508) = 3;                 /* BITMODE: 32 bits */
    TIMER_REGISTER(0x510) = 4;                 /* PRESCALER: 16 MHz / 2^4 */
    TIMER_REGISTER(0x304) = 1 << 16;           /* INTENSET: COMPARE 0 */
    *(volatile uint32_t *)0xe000e100 = 1 << 8; /* its interrupt */
    TIMER_REGISTER(0x000) = 1;                 /* START */
}

static inline uint32_t coir_timer_count(void) {
    TIMER_REGISTER(0x044) = 1;    /* CAPTURE 1 */
    return TIMER_REGISTER(0x544); /* CC 1 */
}

static inline void coir_timer_alarm(uint32_t count) {
    TIMER_REGISTER(0x540) = count; /* CC 0 */
    TIMER_REGISTER(0x140) = 0;     /* EVENTS_COMPARE 0 */
    *(volatile uint32_t *)0xe000e280 = 1 << 8;
}

static inline void coir_timer_acknowledge(void) {
    TIMER_REGISTER(0x140) = 0;
}

#endif
