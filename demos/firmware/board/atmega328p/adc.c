/* adc.c - the converter of an ATmega328P: inputs 0 to 7, 10 bits of AVCC, at 125 kHz.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>

#include "coir/adc.h"

#if COIR_CANCEL

static struct coir_adc_converter *converter;

static void attach(struct coir_adc_converter *with) {
    converter = with;
    ADCSRA = _BV(ADEN) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
}

/* One that is under way ends first, without an interrupt. */
static void convert(uint8_t input) {
    ADCSRA &= (uint8_t)~_BV(ADIE);
    while (ADCSRA & _BV(ADSC))
        ;
    ADMUX = (uint8_t)(_BV(REFS0) | input);
    ADCSRA |= _BV(ADSC) | _BV(ADIF) | _BV(ADIE);
}

ISR(ADC_vect) {
    coir_adc_converted_from_isr(converter, (int)ADC);
}

const struct coir_adc_registers board_adc = {attach, convert};

#endif
