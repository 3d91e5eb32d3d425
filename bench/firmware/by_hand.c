/* by_hand.c - two blinkers as one would write them without anything: a struct and a function of states.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

BOARD_TICKS

struct blinker {
    ticks next;
    uint16_t ms;
    uint8_t leds;
    uint8_t state;
};

static struct blinker red = {0, 200, RED, 0}, green = {0, 300, GREEN, 0};

static void blink(struct blinker *self, ticks now) {
    switch (self->state) {
    case 0: /* begin */
        self->next = now;
        self->state = 1;
        break;
    case 1: /* wait */
        if ((ticks)(now - self->next) > (ticks)-1 / 2)
            break;
        board_toggle(self->leds);
        self->next = (ticks)(self->next + self->ms);
        break;
    }
}

int main(void) {
    board_init();
    for (;;) {
        ticks now = board_now();
        blink(&red, now);
        blink(&green, now);
        board_sleep();
    }
}
