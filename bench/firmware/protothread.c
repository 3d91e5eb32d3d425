/* protothread.c - two blinkers on the oldest trick, written anew: two bytes of state, asked again and again.
 *
 * It has no loop, no wake-up, no calls that wait and nothing to cancel: what a switch over a line number costs,
 * and nothing else. SPDX-License-Identifier: MIT
 */
#include "board.h"

BOARD_TICKS

#define BEGIN(line)                                                                                \
    switch (line) {                                                                                \
    case 0:
#define WAIT_UNTIL(line, condition)                                                                \
    do {                                                                                           \
        line = __LINE__; /* fall through */                                                        \
    case __LINE__:                                                                                 \
        if (!(condition))                                                                          \
            return;                                                                                \
    } while (0)
#define END }

struct blinker {
    ticks since;
    uint16_t ms;
    uint16_t line;
    uint8_t leds;
};

static void blink(struct blinker *self) {
    BEGIN(self->line)
    for (;;) {
        board_toggle(self->leds);
        self->since = board_now();
        WAIT_UNTIL(self->line, (ticks)(board_now() - self->since) >= self->ms);
    }
    END
}

static struct blinker red = {0, 200, 0, RED}, green = {0, 300, 0, GREEN};

int main(void) {
    board_init();
    for (;;) {
        blink(&red);
        blink(&green);
        board_sleep();
    }
}
