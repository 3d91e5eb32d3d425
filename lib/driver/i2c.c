/* i2c.c - write to a device on an I2C bus, then read from it.
 *
 * A lock, and an event that the interrupt sets at the end. The outcome decides, not the event: one that
 * is late, because the transaction before was cancelled meanwhile, wakes for nothing.
 * SPDX-License-Identifier: MIT
 */
#include "coir/i2c.h"
#include "../loop_.h"

#if COIR_GRANTS && COIR_CALLBACKS

void coir_i2c_init(struct coir_i2c_bus *bus, struct coir_loop *loop,
                   const struct coir_i2c_registers *registers) {
    memset(bus, 0, sizeof *bus);
    bus->registers = registers;
    coir_lock_init(&bus->turn);
    coir_event_init(&bus->over);
    coir_notice_init(&bus->notice, loop);
    registers->attach(bus);
}

static void begin_(struct coir_i2c *self) {
    struct coir_i2c_bus *bus = self->bus;
    bus->address = self->address;
    bus->write = (const uint8_t *)self->write;
    bus->to_write = self->write_size;
    bus->read = (uint8_t *)self->read;
    bus->to_read = self->read_size;
    bus->outcome = COIR_PENDING;
    bus->registers->begin(bus);
}

static int wait_(struct coir_i2c_bus *bus) {
    if (bus->outcome != COIR_PENDING)
        return bus->outcome;
    coir_event_clear(&bus->over);
    return coir_event_wait(&bus->over);
}

COIR_ASYNC(coir_i2c) {
    if (self->write_size + self->read_size == 0)
        COIR_RAISE(COIR_VALUE);
    COIR_AWAIT(coir_lock_acquire(&self->bus->turn));
    COIR_TRY {
        self->until = coir_time_after_(coir_now(), COIR_I2C_PATIENCE);
        while (self->bus->registers->held()) {
            if (coir_time_between_(coir_now(), self->until) <= 0)
                COIR_RAISE(COIR_BUS_HELD);
            COIR_AWAIT(coir_sleep_ms(1));
        }
        begin_(self);
        while (self->bus->outcome == COIR_PENDING)
            COIR_AWAIT(wait_(self->bus));
        if (self->bus->outcome < 0)
            COIR_RAISE(self->bus->outcome);
    }
    COIR_FINALLY {
        if (self->bus->outcome == COIR_PENDING) {
            self->bus->registers->abort();
            self->bus->outcome = COIR_CANCELLED;
        }
        coir_lock_release(&self->bus->turn);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

int coir_i2c_next_from_isr(struct coir_i2c_bus *bus) {
    if (bus->to_write == 0 || bus->outcome != COIR_PENDING)
        return COIR_EMPTY;
    bus->to_write--;
    return *bus->write++;
}

unsigned coir_i2c_received_from_isr(struct coir_i2c_bus *bus, uint8_t byte) {
    if (bus->to_read == 0 || bus->outcome != COIR_PENDING)
        return 0;
    *bus->read++ = byte;
    return --bus->to_read;
}

void coir_i2c_end_from_isr(struct coir_i2c_bus *bus, int outcome) {
    if (bus->outcome != COIR_PENDING)
        return;
    bus->outcome = outcome;
    coir_event_set_from_isr(&bus->notice, &bus->over);
}

#endif
