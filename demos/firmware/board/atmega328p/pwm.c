/* pwm.c - a pulse width at pin PD6 of an ATmega328P: Timer 0, 976 Hz.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/io.h>

#include "coir/pwm.h"

#define FAST (_BV(WGM01) | _BV(WGM00))

static void attach(void) {
    TCCR0A = FAST;
    TCCR0B = _BV(CS01) | _BV(CS00);
    DDRD |= _BV(PD6);
}

/* The timer cannot do 0: its pulse has a length of one count at least. So it lets the pin go, which is
 * low then. */
static void set(uint8_t duty) {
    OCR0A = duty;
    TCCR0A = duty ? _BV(COM0A1) | FAST : FAST;
}

const struct coir_pwm_registers board_pwm = {attach, set};
