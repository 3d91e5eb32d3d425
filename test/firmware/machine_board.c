/* machine_board.c - the boards of the firmware demos, for the portable programs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "portable.h"

void put(char c) {
    board_put(c);
}

int main(void) {
    board_begin(0);
    program();
    return board_end(0);
}
