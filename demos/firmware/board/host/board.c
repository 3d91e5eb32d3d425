/* board.c - no board at all: this computer, with a clock that jumps instead of waiting.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "board.h"

#include "coir/virtual.h"

static struct coir_virtual port;

struct coir_port *board_begin(uint32_t start) {
    coir_virtual_init(&port);
    port.time = (coir_time)start;
    return &port.port;
}

void board_put(char c) {
    putchar(c);
}

void board_light(int light, bool on) {
    (void)light, (void)on;
}

int board_end(int status) {
    return status;
}

uint32_t board_wakeups(void) {
    return 0;
}
