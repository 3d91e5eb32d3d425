/* chip_watchdog.c - the chip is reset when a task waits for ever, or computes for ever, and only then.
 *
 * It starts three times: at first one of two tasks waits for what never comes; then one hangs; at last
 * both end well.
 *
 * Boards: atmega328p mps2-an385 lm3s6965evb
 * Parts: watchdog
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/watchdog.h"

extern const struct coir_watchdog_registers board_watchdog;

#define KNOWN 0x5a17

/* Memory keeps what it had when the chip is reset; not when it is switched on. */
__attribute__((section(".noinit"))) static struct { uint16_t known, starts; } memory;

static struct coir_loop loop;
static struct coir_watchdog watchdog;

struct worker {
    CORO;
    const char *name;
    long pace;
    bool waits, hangs;
    struct coir_sign sign;
    int i;
};

/* Works for 200 ms, twice as long as the watchdog waits. */
ASYNC(worker) {
    coir_watchdog_expect(&watchdog, &self->sign, self->name, COIR_MS(2 * self->pace));
    for (self->i = 0; self->i * self->pace < 200; self->i++) {
        coir_alive(&self->sign);
        AWAIT(coir_sleep_ms(self->pace));
        if (self->i == 3 && self->waits)
            AWAIT(coir_sleep(COIR_FOREVER));
        while (self->i == 3 && self->hangs)
            ;
    }
    coir_watchdog_forget(&watchdog, &self->sign);
}
ASYNC_END

struct guard {
    CORO;
    struct coir_feed feed;
};

ASYNC(guard) {
    TRY {
        AWAIT(self->feed, coir_feed, .watchdog = &watchdog);
    }
    CATCH(COIR_TIMEOUT) {
        print(self->feed.missing->name);
        print_line(" is missing, at ", milliseconds() / 10 * 10);
        AWAIT(coir_sleep(COIR_FOREVER));
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(worker) fast, slow;
static COIR_TASK(guard) guarding;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    if (memory.known != KNOWN)
        memory.starts = 0;
    memory.known = KNOWN;
    print_line("start ", ++memory.starts);
    coir_watchdog_init(&watchdog, &board_watchdog, 100);
    START(&loop, fast, worker, .name = "fast", .pace = 4, .waits = memory.starts == 1);
    START(&loop, slow, worker, .name = "slow", .pace = 20, .hangs = memory.starts == 2);
    START(&loop, guarding, guard);
    coir_run_until(&loop, &fast.task);
    coir_run_until(&loop, &slow.task);
    print_line("both are done, at ", milliseconds() / 10 * 10);
    return board_end(0);
}
