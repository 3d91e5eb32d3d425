/* i2c.h - write to a device on an I2C bus, then read from it.
 *
 * Rung 12. One transaction is a coroutine: the bytes go by interrupt, and the task sleeps meanwhile. Tasks
 * that share a bus take turns, first come, first served. The registers of the chip stand behind four
 * functions. Costs the bus, about 100 bytes on 32-bit and 60 on AVR, and a frame for each transaction.
 *
 *     coir_i2c_init(&bus, &loop, &board_i2c);
 *
 *     ASYNC_WITH (self->timeout, coir_timeout, .delay = COIR_MS(20)) {
 *         AWAIT(self->transaction, coir_i2c, .bus = &bus, .address = 0x48, .write = &reg, .write_size = 1,
 *               .read = self->answer, .read_size = 2);
 *     }
 *     ASYNC_WITH_END
 *
 * Needs: loop.h, lock.h, notice.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_I2C_H
#define COIR_I2C_H

#include "coir/lock.h"
#include "coir/notice.h"

#if COIR_GRANTS && COIR_CALLBACKS

struct coir_i2c_bus;

/* How long somebody else may hold the bus before that is an error: SMBus makes devices let go then. */
#ifndef COIR_I2C_PATIENCE
#define COIR_I2C_PATIENCE COIR_MS(35)
#endif

/* What a chip must bring, with its interrupt, which calls the three functions below. All are called by
 * the loop's thread. */
struct coir_i2c_registers {
    /* Set the pins, the speed and the interrupt up. */
    void (*attach)(struct coir_i2c_bus *bus);
    /* Does somebody else hold the bus: is a line low, or a transaction going on? */
    bool (*held)(void);
    /* Send a start and the address; the interrupt does the rest. */
    void (*begin)(struct coir_i2c_bus *bus);
    /* Stop whatever is going on and let the bus go; no interrupt comes afterwards. */
    void (*abort)(void);
};

/* A bus. Its members are private, but for those that drivers read: what is being done. */
struct coir_i2c_bus {
    const struct coir_i2c_registers *registers;
    struct coir_lock turn;
    struct coir_event over;
    struct coir_notice notice;
    const uint8_t *write; /* what is left to write, */
    uint8_t *read;        /* ... and to read */
    uint16_t to_write, to_read;
    uint8_t address;
    volatile int outcome; /* COIR_PENDING while the interrupt is at work */
};

/* Write, then read: AWAIT(self->transaction, coir_i2c, .bus = &bus, .address = ..., ...). With both,
 * the direction is turned by a repeated start; with one, the other is left out.
 *
 * address     7 bits, 0 to 127
 * write       yours until the end: write_size bytes
 * read        yours: gets read_size bytes; after an error some of them
 * errors      COIR_NO_ACKNOWLEDGE   nobody has this address, or the device takes no more bytes
 *             COIR_BUS_HELD         somebody else held the bus for COIR_I2C_PATIENCE, or took it from
 *                                   us, or disturbed it
 *             COIR_VALUE            nothing to write or read
 *             COIR_CANCELLED        the bus is free when it arrives; the device may have got a part
 * context     a task of the bus's loop; any number of them
 * There is no limit of time in it: a device may stretch the clock as long as it likes. Put it into
 * coir_timeout. */
struct coir_i2c {
    COIR_CORO;
    struct coir_i2c_bus *bus;
    uint8_t address;
    const void *write;
    uint16_t write_size;
    void *read;
    uint16_t read_size;
    /* private */
    coir_time until;
};

COIR_ASYNC_DECLARE(coir_i2c);

COIR_C_BEGIN_

/* Make a bus ready.
 *
 * bus        yours, as long as the program
 * registers  a constant
 * context    the loop's thread */
void coir_i2c_init(struct coir_i2c_bus *bus, struct coir_loop *loop,
                   const struct coir_i2c_registers *registers);

/* ---- For the interrupt. One that comes when nothing is going on, some controllers' for a stop for instance,
 * is given nothing to write, and what it has read is dropped: the memory may be somebody else's by then. ---- */

/* The next byte to write; COIR_EMPTY if all are written. */
int coir_i2c_next_from_isr(struct coir_i2c_bus *bus);

/* A byte was read. Returns how many are still to be read. */
unsigned coir_i2c_received_from_isr(struct coir_i2c_bus *bus, uint8_t byte);

/* The transaction is over, and the bus free: with 0 or an error. Nothing if it was over already. Any
 * context. */
void coir_i2c_end_from_isr(struct coir_i2c_bus *bus, int outcome);

COIR_C_END_

#endif
#endif
