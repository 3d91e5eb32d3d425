/* chip_i2c_held.c - an I2C bus that somebody holds is waited for, a while; who gives up leaves it usable.
 *
 * Somebody pulls the clock line low, from 10 to 80 ms.
 *
 * Boards: atmega328p
 * Parts: i2c
 * Around: eeprom held:10:80
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/i2c.h"
#include "coir/timeout.h"

extern const struct coir_i2c_registers board_i2c;

static struct coir_loop loop;
static struct coir_i2c_bus bus;
static uint8_t bytes[32];

struct write {
    CORO;
    const char *what;
    long within;
    struct coir_i2c transaction;
    struct coir_timeout timeout;
};

static void say(const char *what, const char *how) {
    print_number(milliseconds() / 10 * 10);
    print(" ms, ");
    print(what);
    print(how);
}

ASYNC(write) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(self->within)) {
            AWAIT(self->transaction, coir_i2c, .bus = &bus, .address = 0x50, .write = bytes,
                  .write_size = sizeof bytes);
        }
        ASYNC_WITH_END
        say(self->what, ": done\n");
    }
    CATCH(COIR_TIMEOUT) {
        say(self->what, ": timed out\n");
    }
    CATCH(COIR_BUS_HELD) {
        say(self->what, ": the bus is held\n");
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct write write;
};

ASYNC(app) {
    AWAIT(self->write, write, .what = "free", .within = 100);
    AWAIT(coir_sleep_until(COIR_MS(20)));
    AWAIT(self->write, write, .what = "held, short of time", .within = 10);
    AWAIT(self->write, write, .what = "held", .within = 100);
    AWAIT(self->write, write, .what = "held, and let go", .within = 100);
    AWAIT(self->write, write, .what = "in the midst of it", .within = 1);
    AWAIT(self->write, write, .what = "after that", .within = 100);
}
ASYNC_END

static COIR_TASK(app) main_task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_i2c_init(&bus, &loop, &board_i2c);
    START(&loop, main_task, app);
    return board_end(coir_run_until(&loop, &main_task.task) != 0);
}
