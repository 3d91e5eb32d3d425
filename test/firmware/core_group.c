/* core_group.c - groups and timeouts, where tasks know what they belong to: cancelled with cleanup that waits.
 *
 * Prints milliseconds since the machine was started, in fives: a chip of 16 MHz takes some of them to print.
 *
 * Boards: all but attiny85
 * Flags: -DCOIR_GROUPS=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/group.h"
#include "coir/timeout.h"

#define BROKEN COIR_USER(0)

struct part {
    CORO;
    int which, ms, error;
};
struct machine {
    CORO;
    int error, limit;
    struct coir_timeout timeout;
    struct coir_group group;
    COIR_TASK(part) one, two, three;
};
struct app {
    CORO;
    struct machine machine;
    int error, limit;
};

static struct coir_loop loop;
static COIR_TASK(app) app_task;
static long began;

static void tell(const char *what, int which) {
    print_number((milliseconds() - began) / 5 * 5);
    print(what);
    print_line(" ", which);
}

ASYNC(part) {
    TRY {
        AWAIT(coir_sleep_ms(self->ms));
        if (self->error)
            RAISE(self->error);
        tell(" done", self->which);
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(coir_sleep_ms(5));
        tell(" stopped", self->which);
        RAISE(COIR_CANCELLED);
    }
    TRY_END
}
ASYNC_END

ASYNC(machine) {
    tell(" starts, and may take", self->limit);
    ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(self->limit)) {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->one, part, .which = 1, .ms = 20);
            START(&self->group, self->two, part, .which = 2, .ms = 40, .error = self->error);
            START(&self->group, self->three, part, .which = 3, .ms = 60);
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
    tell(" is done", 0);
}
ASYNC_END

ASYNC(app) {
    for (self->limit = 100; self->limit >= 30; self->limit -= 70)
        for (self->error = 0; self->error >= BROKEN; self->error += BROKEN) {
            AWAIT(coir_sleep_until(COIR_MS(began += 200)));
            TRY {
                AWAIT(self->machine, machine, .error = self->error, .limit = self->limit);
            }
            CATCH_STAR(BROKEN) {
                tell(" broke", 2);
            }
            CATCH(COIR_TIMEOUT) {
                tell(" took too long", self->limit);
            }
            TRY_END
        }
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, app_task, app);
    print_line("ended with ", coir_run_until(&loop, &app_task.task));
    return board_end(0);
}
