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

void board_button(struct coir_pin *pin, struct coir_loop *loop) {
    button = pin;
    PORTD |= _BV(PD2);
    coir_pin_init(pin, loop, 0);
    PCMSK2 |= _BV(PCINT18);
    PCICR |= _BV(PCIE2);
}
