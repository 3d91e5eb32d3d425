/* chip_light.c - the board's two lights are pins that go up and down, each by itself.
 *
 * Boards: lm3s6965evb
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

/* Pin 0 of port F, and of port B: an output reads as it was written; a mere input would not. */
#define RED_PIN (*(volatile uint32_t *)0x40025004)
#define GREEN_PIN (*(volatile uint32_t *)0x40005004)

static void show(void) {
    print_number((long)RED_PIN);
    print_line(" ", (long)GREEN_PIN);
}

int main(void) {
    board_begin(0);
    show();
    for (int on = 1; on >= 0; on--) {
        board_light(RED, on != 0);
        show();
        board_light(GREEN, on != 0);
        show();
    }
    return board_end(0);
}
