/* i2c.c - I2C 0 of an LM3S6965, as a master at 100 kHz.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/i2c.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CLOCK_GATES_1 REGISTER(0x400fe104)
#define CLOCK_GATES_2 REGISTER(0x400fe108)
#define RESET_1 REGISTER(0x400fe044)
#define GPIO_B(offset) REGISTER(0x40005000 + (offset))
#define NVIC_ENABLE REGISTER(0xe000e100)
#define I2C(offset) REGISTER(0x40020000 + (offset))
#define ADDRESS I2C(0x00)
#define COMMAND I2C(0x04) /* and, read, the state */
#define DATA I2C(0x08)
#define PERIOD I2C(0x0c)
#define INTERRUPT_MASK I2C(0x10)
#define INTERRUPT_CLEAR I2C(0x1c)
#define CONFIGURATION I2C(0x20)

enum { RUN = 1, START = 2, STOP = 4, ACKNOWLEDGE = 8 }; /* commands */
enum { BUSY = 1, ERROR = 2, LOST = 16, BUS_BUSY = 64 }; /* states */

#if COIR_CANCEL

static struct coir_i2c_bus *bus;

static void attach(struct coir_i2c_bus *with) {
    bus = with;
    CLOCK_GATES_1 |= 1 << 12;
    CLOCK_GATES_2 |= 1 << 1;
    (void)CLOCK_GATES_2;      /* it takes some cycles */
    GPIO_B(0x420) |= 3u << 2; /* pins 2 and 3: their second function, */
    GPIO_B(0x50c) |= 3u << 2; /* ... open drain, */
    GPIO_B(0x51c) |= 3u << 2; /* ... digital */
    CONFIGURATION = 0x10;     /* master */
    PERIOD = COIR_CPU_HZ / (2 * 10 * 100000) - 1;
    INTERRUPT_MASK = 1;
    NVIC_ENABLE = 1 << 8;
}

static bool held(void) {
    return (COMMAND & BUS_BUSY) != 0;
}

/* An address that nobody acknowledges is shown by the emulator, as lost arbitration, at once and
 * without an interrupt. */
static void command(uint32_t bits) {
    COMMAND = bits;
    if ((COMMAND & (BUSY | ERROR)) == ERROR)
        coir_i2c_end_from_isr(bus, COIR_NO_ACKNOWLEDGE);
}

static void begin_reading(void) {
    ADDRESS = (uint32_t)bus->address << 1 | 1;
    command(START | RUN | (bus->to_read > 1 ? ACKNOWLEDGE : STOP));
}

static void write_more(uint32_t first) {
    DATA = (uint32_t)coir_i2c_next_from_isr(bus);
    command(first | RUN | (bus->to_write || bus->to_read ? 0 : STOP));
}

static void begin(struct coir_i2c_bus *with) {
    if (with->to_write == 0) {
        begin_reading();
        return;
    }
    ADDRESS = (uint32_t)with->address << 1;
    write_more(START);
}

/* Whatever it is at: a stop, and the whole unit begins anew. */
static void abort_it(void) {
    COMMAND = STOP;
    RESET_1 |= 1 << 12;
    RESET_1 &= ~(1u << 12);
    attach(bus);
    INTERRUPT_CLEAR = 1;
}

static void failed(uint32_t state) {
    if (!(state & LOST))
        COMMAND = STOP;
    coir_i2c_end_from_isr(bus, state & LOST ? COIR_BUS_HELD : COIR_NO_ACKNOWLEDGE);
}

static void has_read(void) {
    unsigned left = coir_i2c_received_from_isr(bus, (uint8_t)DATA);
    if (left)
        command(RUN | (left > 1 ? ACKNOWLEDGE : STOP));
    else
        coir_i2c_end_from_isr(bus, 0);
}

static void has_written(void) {
    if (bus->to_write)
        write_more(0);
    else if (bus->to_read)
        begin_reading();
    else
        coir_i2c_end_from_isr(bus, 0);
}

void I2C0_Handler(void);
void I2C0_Handler(void) {
    uint32_t state = COMMAND;
    INTERRUPT_CLEAR = 1;
    if (bus->outcome != COIR_PENDING) /* the stop after a failure */
        return;
    if (state & ERROR)
        failed(state);
    else if (ADDRESS & 1)
        has_read();
    else
        has_written();
}

const struct coir_i2c_registers board_i2c = {attach, held, begin, abort_it};

#endif
