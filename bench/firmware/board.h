/* board.h - the least that blinking needs of three machines: a millisecond clock, sleep, two pins.
 *
 * All programs here share it, so that their differences are their own. The clock is a timer's interrupt that
 * counts; a sleep ends at the next one. SPDX-License-Identifier: MIT
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Points in time: 16 bits are enough for delays up to 32 s, and an 8-bit machine is glad of it. */
#if defined COIR_TIME_BITS && COIR_TIME_BITS == 16
typedef uint16_t ticks;
#else
typedef uint32_t ticks;
#endif

#define RED 1
#define GREEN 4

extern volatile ticks board_ticks;

/* BOARD_TICKS: in one file of a program, the clock and its interrupt. */
#define BOARD_TICKS                                                                                \
    volatile ticks board_ticks;                                                                    \
    BOARD_TICK {                                                                                   \
        BOARD_TICK_AGAIN;                                                                          \
        board_ticks++;                                                                             \
    }
#ifndef BOARD_TICK_AGAIN
#define BOARD_TICK_AGAIN ((void)0)
#endif

#if defined __arm__
/* mps2: SysTick, and the board's LEDs. */
#define LEDS (*(volatile uint32_t *)0x40028000)
static inline void board_toggle(uint8_t leds) {
    LEDS ^= leds;
}
static inline void board_off(uint8_t leds) {
    LEDS &= ~(uint32_t)leds;
}
static inline void board_sleep(void) {
    __asm__ volatile("wfi" ::: "memory");
}
static inline ticks board_now(void) {
    return board_ticks;
}
static inline void board_init(void) {
    volatile uint32_t *systick = (volatile uint32_t *)0xE000E010;
    systick[1] = 25000 - 1; /* 25 MHz */
    systick[0] = 7;
}
#define BOARD_TICK                                                                                 \
    void on_systick(void);                                                                         \
    void on_systick(void)

#elif defined __AVR__
/* ATmega328P: timer 0, and port B, whose pins toggle when a 1 is written to PINB. */
#include <avr/interrupt.h>
#include <avr/io.h>
static inline void board_toggle(uint8_t leds) {
    PINB = leds;
}
static inline void board_off(uint8_t leds) {
    PORTB = (uint8_t)(PORTB & ~leds);
}
static inline void board_sleep(void) {
    __asm__ volatile("sleep" ::: "memory");
}
static inline ticks board_now(void) {
    ticks now;
    cli();
    now = board_ticks;
    sei();
    return now;
}
static inline void board_init(void) {
    DDRB = RED | GREEN;
    OCR0A = 249; /* 16 MHz / 64 / 250 */
    TCCR0A = 1 << WGM01;
    TCCR0B = 1 << CS01 | 1 << CS00;
    TIMSK0 = 1 << OCIE0A;
    SMCR = 1 << SE;
    sei();
}
#define BOARD_TICK ISR(TIMER0_COMPA_vect)

#elif defined __riscv
/* QEMU's virt: mtime, whose interrupt is asked for again each millisecond; the scratch register of its UART
 * stands for LEDs. */
#define LEDS (*(volatile uint8_t *)0x10000007)
#define MTIME (*(volatile uint32_t *)0x200BFF8)
#define MTIMECMP ((volatile uint32_t *)0x2004000)
static inline void board_toggle(uint8_t leds) {
    LEDS ^= leds;
}
static inline void board_off(uint8_t leds) {
    LEDS &= (uint8_t)~leds;
}
static inline void board_sleep(void) {
    __asm__ volatile("wfi" ::: "memory");
}
static inline ticks board_now(void) {
    return board_ticks;
}
void on_timer(void);
static inline void board_init(void) {
    __asm__ volatile("csrw mtvec, %0" ::"r"(on_timer));
    MTIMECMP[1] = 0;
    __asm__ volatile("csrs mie, %0; csrsi mstatus, 8" ::"r"(0x80));
}
#ifndef PAINTED
#undef BOARD_TICK_AGAIN
#define BOARD_TICK_AGAIN (MTIMECMP[0] = MTIME + 10000)
#endif
#define BOARD_TICK __attribute__((interrupt, aligned(4))) void on_timer(void)
#endif

#endif
