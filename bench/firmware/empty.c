/* empty.c - what every other program here is compared with: start, and sleep for ever.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

int main(void) {
    for (;;)
        board_sleep();
}
