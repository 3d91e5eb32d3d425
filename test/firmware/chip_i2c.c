/* chip_i2c.c - bytes go to an EEPROM on the I2C bus and come back; what can go wrong says so.
 *
 * The EEPROM has address 0x50, and two bytes of address of its own.
 *
 * Boards: atmega328p lm3s6965evb
 * Parts: i2c
 * Around: eeprom
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/i2c.h"
#include "coir/timeout.h"

extern const struct coir_i2c_registers board_i2c;

static struct coir_loop loop;
static struct coir_i2c_bus bus;
static const uint8_t place[2] = {1, 0x20};
static const uint8_t hello[] = {1, 0x20, 'h', 'e', 'l', 'l', 'o', 0};

struct transfer {
    CORO;
    const char *what;
    uint8_t address;
    const uint8_t *out;
    uint16_t out_size, in_size;
    char in[8];
    struct coir_i2c transaction;
};

static void say(const char *what, const char *how) {
    print(what);
    print(": ");
    print(how);
    print("\n");
}

static const char *text(int error) {
    switch (error) {
    case COIR_NO_ACKNOWLEDGE:
        return "nobody acknowledges";
    case COIR_BUS_HELD:
        return "the bus is held";
    case COIR_CANCELLED:
        return "cancelled";
    case COIR_TIMEOUT:
        return "timed out";
    case COIR_VALUE:
        return "nothing to do";
    default:
        return "?";
    }
}

ASYNC(transfer) {
    TRY {
        AWAIT(self->transaction, coir_i2c, .bus = &bus, .address = self->address,
              .write = self->out, .write_size = self->out_size, .read = self->in,
              .read_size = self->in_size);
        say(self->what, self->in_size ? self->in : "done");
    }
    CATCH(COIR_ANY) {
        say(self->what, text(CAUGHT));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct transfer transfer;
    COIR_TASK(transfer) first, second;
    struct coir_timeout timeout;
};

#define READ .address = 0x50, .out = place, .out_size = 2, .in_size = 6

ASYNC(app) {
    AWAIT(self->transfer, transfer, .what = "write", .address = 0x50, .out = hello,
          .out_size = sizeof hello);
    AWAIT(coir_sleep_ms(5)); /* a real EEPROM needs it */
    AWAIT(self->transfer, transfer, .what = "write, then read", READ);
    AWAIT(self->transfer, transfer, .what = "read on from the beginning", .address = 0x50,
          .out = place, .out_size = 2, .in_size = 1);
    TRY {
        AWAIT(self->transfer, transfer, .what = "an address that nobody has", .address = 0x23,
              .out = place, .out_size = 2);
    }
    CATCH(COIR_NO_ACKNOWLEDGE) {
    }
    TRY_END
    TRY {
        AWAIT(self->transfer, transfer, .what = "the same for reading", .address = 0x23,
              .in_size = 1);
    }
    CATCH(COIR_NO_ACKNOWLEDGE) {
    }
    TRY_END
    TRY {
        AWAIT(self->transfer, transfer, .what = "neither", .address = 0x50);
    }
    CATCH(COIR_VALUE) {
    }
    TRY_END
    START(&loop, self->first, transfer, .what = "first", READ);
    START(&loop, self->second, transfer, .what = "second", READ);
    AWAIT(coir_join(&self->first.task));
    AWAIT(coir_join(&self->second.task));
}
ASYNC_END

static COIR_TASK(app) main_task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_i2c_init(&bus, &loop, &board_i2c);
    START(&loop, main_task, app);
    return board_end(coir_run_until(&loop, &main_task.task) != 0);
}
