/* interrupts.c - the ATmega328P's Timer 2, and for software Timer 0.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/delay.h>

#include "board.h"

static unsigned (*next)(void);
static void (*on_trigger)(void);

/* 250 kHz; it begins again at OCR2A */
static void set(unsigned counts) {
    TCCR2B = 0;
    TCNT2 = 0;
    OCR2A = (uint8_t)counts;
    TCCR2B = _BV(CS22);
    TIMSK2 = counts ? _BV(OCIE2A) : 0;
}

ISR(TIMER2_COMPA_vect) {
    set(next());
}

void board_every(unsigned (*function)(void)) {
    next = function;
    TCCR2A = _BV(WGM21);
    set(1);
}

ISR(TIMER0_COMPA_vect) {
    TIMSK0 = 0;
    on_trigger();
}

/* Timer 0 counts cycles all the time. */
void board_on_trigger(void (*function)(void)) {
    on_trigger = function;
    TCCR0B = _BV(CS00);
}

/* It takes 2 us. */
void board_trigger(void) {
    OCR0A = (uint8_t)(TCNT0 + 32);
    TIFR0 = _BV(OCF0A);
    TIMSK0 = _BV(OCIE0A);
    _delay_us(5);
}
