/* i2c.c - the two-wire interface of an ATmega328P, at 100 kHz, with its own weak pull-ups.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/twi.h>

#include "coir/i2c.h"

#if COIR_CANCEL

#define LINES (_BV(PC4) | _BV(PC5))

static struct coir_i2c_bus *bus;

/* Go on: with what stands in the other bits of TWCR. */
static void go_on(uint8_t bits) {
    TWCR = (uint8_t)(_BV(TWINT) | _BV(TWEN) | _BV(TWIE) | bits);
}

static void attach(struct coir_i2c_bus *with) {
    bus = with;
    PORTC |= LINES;
    TWSR = 0;
    TWBR = (uint8_t)((F_CPU / 100000 - 16) / 2);
}

/* By a stop of our own too, that is still on its way. */
static bool held(void) {
    return (PINC & LINES) != LINES || TWCR & _BV(TWSTO);
}

static void begin(struct coir_i2c_bus *with) {
    (void)with;
    go_on(_BV(TWSTA));
}

static void abort_it(void) {
    TWCR = 0;
}

/* The last byte is read without being acknowledged. */
static void read_more(unsigned left) {
    go_on(left > 1 ? _BV(TWEA) : 0);
}

static void stop(int outcome) {
    TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
    coir_i2c_end_from_isr(bus, outcome);
}

static void write_more(void) {
    int byte = coir_i2c_next_from_isr(bus);
    if (byte >= 0) {
        TWDR = (uint8_t)byte;
        go_on(0);
    } else if (bus->to_read) {
        go_on(_BV(TWSTA));
    } else {
        stop(0);
    }
}

ISR(TWI_vect) {
    switch (TW_STATUS) {
    case TW_START:
    case TW_REP_START:
        TWDR = (uint8_t)(bus->address << 1 | (bus->to_write ? TW_WRITE : TW_READ));
        go_on(0);
        break;
    case TW_MT_SLA_ACK:
    case TW_MT_DATA_ACK:
        write_more();
        break;
    case TW_MR_SLA_ACK:
        read_more(bus->to_read);
        break;
    case TW_MR_DATA_ACK:
        read_more(coir_i2c_received_from_isr(bus, TWDR));
        break;
    case TW_MR_DATA_NACK:
        coir_i2c_received_from_isr(bus, TWDR);
        stop(0);
        break;
    case TW_MT_SLA_NACK:
    case TW_MR_SLA_NACK:
    case TW_MT_DATA_NACK:
        stop(COIR_NO_ACKNOWLEDGE);
        break;
    default: /* arbitration lost, a start or stop in the midst of a byte */
        stop(COIR_BUS_HELD);
    }
}

const struct coir_i2c_registers board_i2c = {attach, held, begin, abort_it};

#endif
