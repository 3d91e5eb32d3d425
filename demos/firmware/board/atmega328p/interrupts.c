/* interrupts.c - the ATmega328P's Timer 2, and for software the change of a pin that it drives itself.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>

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

ISR(PCINT0_vect) {
    on_trigger();
}

void board_on_trigger(void (*function)(void)) {
    on_trigger = function;
    DDRB |= _BV(PB0);
    PCMSK0 = _BV(PCINT0);
    PCICR = _BV(PCIE0);
}

void board_trigger(void) {
    PINB = _BV(PB0); /* toggles it */
}
