/* pin.c - pin 2 of an Arduino Uno (PD2), with a button to ground and the chip's pull-up.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"

#include "coir/pin.h"

static struct coir_pin *button;

static int is_pressed(void) {
    return !(PIND & _BV(PD2));
}

ISR(PCINT2_vect) {
    coir_pin_changed_from_isr(button, is_pressed());
}

static int attach(struct coir_pin *pin) {
    PCMSK2 &= (uint8_t)~_BV(PCINT18);
    if (pin) {
        button = pin;
        PORTD |= _BV(PD2);
        PCIFR = _BV(PCIF2);
        PCMSK2 |= _BV(PCINT18);
        PCICR |= _BV(PCIE2);
    }
    return is_pressed();
}

const struct coir_pin_registers board_button = {attach};
