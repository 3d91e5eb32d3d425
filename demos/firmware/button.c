/* button.c - tell a click, a double click and a long press apart.
 *
 * A button bounces: an edge counts once the pin has been quiet for 10 ms. What follows is read from top
 * to bottom, each wait with its own limit: no states, no flags.
 *
 * Boards: host atmega328p lm3s6965evb
 * Parts: pin presses
 * Presses: 0:D2=1 100:D2=0 102:D2=1 103:D2=0 180:D2=1 182:D2=0 183:D2=1 900:D2=0 1000:D2=1 1100:D2=0 1200:D2=1 2000:D2=0 2900:D2=1 4000:D2=0 4004:D2=1 4500:D2=0 4600:D2=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/pin.h"

#define QUIET COIR_MS(10)
#define LONG COIR_MS(500)
#define BETWEEN COIR_MS(250)

struct watch {
    CORO;
    int gestures;
    struct coir_pin_change change;
    struct coir_move_on_after limit;
};

static struct coir_loop loop;
static struct coir_pin pin;
static COIR_TASK(watch) task;

static void tell(const char *what) {
    print_number(milliseconds());
    print(what);
}

ASYNC(watch) {
    for (; self->gestures > 0; self->gestures--) {
        AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = QUIET);
        ASYNC_WITH(self->limit, coir_move_on_after, .delay = LONG) {
            AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = QUIET);
        }
        ASYNC_WITH_END
        if (pin.settled) {
            tell(" long press\n");
            AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = QUIET);
            continue;
        }
        ASYNC_WITH(self->limit, coir_move_on_after, .delay = BETWEEN) {
            AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = QUIET);
        }
        ASYNC_WITH_END
        if (pin.settled) {
            tell(" double click\n");
            AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = QUIET);
        } else {
            tell(" click\n");
        }
    }
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_pin_init(&pin, &loop, &board_button);
    START(&loop, task, watch, .gestures = 4);
    return board_end(coir_run_until(&loop, &task.task));
}
