/* with_lock.c - two blinkers that blink one at a time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "blinkers.h"
#include "coir/lock.h"

static struct coir_lock lock;

struct blink {
    CORO;
    uint8_t leds;
    uint16_t ms;
};

ASYNC(blink) {
    for (;;) {
        AWAIT(coir_lock_acquire(&lock));
        board_toggle(self->leds);
        AWAIT(coir_sleep_ms(self->ms));
        coir_lock_release(&lock);
    }
}
ASYNC_END

static COIR_TASK(blink) red, green;

int main(void) {
    begin();
    coir_lock_init(&lock);
    START(&the_loop, red, blink, .leds = RED, .ms = 200);
    START(&the_loop, green, blink, .leds = GREEN, .ms = 300);
    coir_run(&the_loop);
    return 0;
}
