/* core_gather.c - the ways to wait for several tasks, and not too long: gather, wait, first, wait_for, shield.
 *
 * Three tasks take 10, 20 and 30 ms. Prints milliseconds since they were started, in fives: a chip of 16 MHz takes
 * some of them to print.
 *
 * Boards: all but attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/first.h"
#include "coir/gather.h"
#include "coir/shield.h"
#include "coir/timeout.h"
#include "coir/wait.h"
#include "coir/wait_for.h"

#define BROKEN COIR_USER(0)

/* Ends at ms, stops 5 ms after it was asked. */
struct part {
    CORO;
    int ms, error;
};

/* Each way is awaited alone, so they share their memory. */
struct app {
    CORO;
    COIR_TASK(part) part[3];
    struct coir_watch watch[3];
    struct coir_timeout timeout;
    union {
        struct coir_gather gather;
        struct coir_wait wait;
        struct coir_first_cancel_rest first;
        struct coir_wait_for wait_for;
        struct coir_shield shield;
    } way;
    struct part called;
};

static struct coir_loop loop;
static COIR_TASK(app) app_task;
static long began = -200;

static void tell(const char *what, long number) {
    print_number((milliseconds() - began) / 5 * 5);
    print_line(what, number);
}

ASYNC(part) {
    TRY {
        AWAIT(coir_sleep_ms(self->ms));
        if (self->error)
            RAISE(self->error);
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(coir_sleep_ms(5));
        tell(" stopped what takes ", self->ms);
        RAISE(COIR_CANCELLED);
    }
    TRY_END
    tell(" done what takes ", self->ms);
}
ASYNC_END

/* Start the three anew, the second with an error, when the last ones are long over. */
static int begin(struct app *self, int error) {
    began += 200;
    for (int i = 0; i < 3; i++)
        START(&loop, self->part[i], part, .ms = 10 + 10 * i, .error = i == 1 ? error : 0);
    COIR_WATCH(self->watch, self->part);
    return 0;
}

static int next_start(void) {
    return coir_sleep_until(COIR_MS(began + 200));
}

ASYNC(app) {
    AWAIT(begin(self, 0));
    AWAIT(self->way.gather, coir_gather, .watch = self->watch, .count = 3);
    tell(" gathered ", 3);

    AWAIT(next_start());
    AWAIT(begin(self, BROKEN));
    TRY {
        AWAIT(self->way.gather, coir_gather, .watch = self->watch, .count = 3);
    }
    CATCH(BROKEN) {
        tell(" one broke, and the others go on ", coir_done(&self->part[2].task));
    }
    TRY_END

    AWAIT(next_start());
    AWAIT(begin(self, 0));
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(15)) {
            AWAIT(self->way.gather, coir_gather, .watch = self->watch, .count = 3);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        tell(" took too long to gather ", 3);
    }
    TRY_END

    AWAIT(next_start());
    AWAIT(begin(self, 0));
    AWAIT(self->way.wait, coir_wait, .watch = self->watch, .count = 3,
          .when = COIR_FIRST_COMPLETED);
    tell(" waited for ", (long)self->way.wait.done);
    AWAIT(self->way.wait, coir_wait, .watch = self->watch, .count = 3, .timeout = COIR_MS(15));
    tell(" waited for ", (long)self->way.wait.done);

    AWAIT(next_start());
    AWAIT(begin(self, 0));
    AWAIT(self->way.first, coir_first_cancel_rest, .watch = self->watch, .count = 3);
    tell(" the winner is ", (long)self->way.first.winner);

    AWAIT(next_start());
    began += 200;
    PREPARE(self->called, part, .ms = 30);
    TRY {
        AWAIT(self->way.wait_for, coir_wait_for, .call = COIR_CALL(self->called, part),
              .delay = COIR_MS(15));
    }
    CATCH(COIR_TIMEOUT) {
        tell(" a coroutine took too long ", 30);
    }
    TRY_END

    AWAIT(next_start());
    AWAIT(begin(self, 0));
    TRY {
        AWAIT(self->way.wait_for, coir_wait_for, .task = &self->part[2].task, .delay = COIR_MS(15));
    }
    CATCH(COIR_TIMEOUT) {
        tell(" a task took too long ", 30);
    }
    TRY_END

    AWAIT(next_start());
    AWAIT(begin(self, 0));
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(15)) {
            AWAIT(self->way.shield, coir_shield, .task = &self->part[2].task);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        tell(" waits no longer for ", 30);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, app_task, app);
    print_line("ended with ", coir_run(&loop));
    print_line("outcome ", coir_outcome(&app_task.task));
    return board_end(0);
}
