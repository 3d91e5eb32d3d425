/* avr.c - wait with SLEEP and a timer.
 *
 * The timer counts freely; a sleep sets where it interrupts.
 * SPDX-License-Identifier: MIT
 */
#include "coir/avr.h"

#ifdef __AVR__
#include <avr/interrupt.h>
#include <avr/io.h>

#ifndef F_CPU
#error "define F_CPU, the rate of the core's clock: see avr.h"
#endif
#define COUNT_HZ_ F_CPU
#define COUNT_SECONDS_ 1024
#ifdef TCCR1
/* ATtiny25/45/85: Timer 0, 8 bits */
typedef uint8_t count_;
#define MOST_ 192
#define COUNTER_ TCNT0
#define COMPARE_ OCR0A
#define FLAGS_ TIFR
#define MATCHED_ _BV(OCF0A)
#define INTERRUPT_ TIMER0_COMPA_vect
static inline void start_(void) {
    TCCR0A = 0;
    TCCR0B = _BV(CS02) | _BV(CS00);
    TIMSK |= _BV(OCIE0A);
    MCUCR = (uint8_t)((MCUCR & ~(_BV(SM1) | _BV(SM0))) | _BV(SE));
}
#else
/* ATmega: Timer 1, 16 bits */
typedef uint16_t count_;
#define MOST_ 49152
#define COUNTER_ TCNT1
#define COMPARE_ OCR1A
#define FLAGS_ TIFR1
#define MATCHED_ _BV(OCF1A)
#define INTERRUPT_ TIMER1_COMPA_vect
static inline void start_(void) {
    TCCR1A = 0;
    TCCR1B = _BV(CS12) | _BV(CS10);
    TIMSK1 |= _BV(OCIE1A);
    SMCR = _BV(SE);
}
#endif
#include "tickless_.h"

static count_ last_;

static uint32_t passed_(void) {
    count_ before = last_;
    last_ = COUNTER_;
    return (count_)(last_ - before);
}

/* Not in the past, and not at this very count, which the timer may not see. */
static void alarm_(uint32_t counts) {
    count_ soon = (count_)(COUNTER_ - last_ + 2), after = (count_)counts;
    if (after < soon)
        after = soon;
    COMPARE_ = (count_)(last_ + after);
    FLAGS_ = MATCHED_; /* what waited is not for this alarm */
}

ISR(INTERRUPT_) {
    timer_interrupt_();
}

void coir_avr_init(struct coir_tickless *port) {
    coir_interrupts_ was = coir_mask_interrupts_();
    start_();
    begin_(port);
    coir_restore_interrupts_(was);
}

#endif
