/* tick_port.h - the clock and the sleep of board.h as a port of two functions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

static inline coir_time coir_port_now(void) {
    return (coir_time)board_now();
}

/* Until the next tick. */
static inline void coir_port_wait(coir_time span) {
    (void)span;
    board_sleep();
}
