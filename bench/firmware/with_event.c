/* with_event.c - two blinkers of which the second waits for the first each time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"
#include "coir/event.h"

static struct coir_event event;

struct blink {
    CORO;
    uint8_t leds;
    uint16_t ms;
};

ASYNC(blink) {
    for (;;) {
        board_toggle(self->leds);
        AWAIT(coir_sleep_ms(self->ms));
        if (self->leds == RED) {
            coir_event_set(&event);
            coir_event_clear(&event);
        } else {
            AWAIT(coir_event_wait(&event));
        }
    }
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    coir_event_init(&event);
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
