/* with_group.c - two blinkers in a group, which ends when both have.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"
#include "coir/group.h"

struct blink {
    CORO;
    uint8_t leds;
    uint16_t ms;
};

ASYNC(blink) {
    for (;;) {
        board_toggle(self->leds);
        AWAIT(coir_sleep_ms(self->ms));
    }
}
ASYNC_END

static COIR_TASK(blink) red, green;

struct app {
    CORO;
    struct coir_group group;
};

ASYNC(app) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, red, blink, .leds = RED, .ms = 200);
        START(&self->group, green, blink, .leds = GREEN, .ms = 300);
    }
    ASYNC_WITH_END
}
ASYNC_END

static COIR_TASK(app) whole;

int main(void) {
    begin();
    START(&the_loop, whole, app);
    coir_run(&the_loop);
    return 0;
}
