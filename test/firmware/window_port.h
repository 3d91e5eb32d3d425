/* window_port.h - a port of two functions for the small loop: an interrupt comes just before each sleep.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/interrupt.h"

extern struct coir_port *board_clock;

static inline coir_time coir_port_now(void) {
    return board_clock->now(board_clock);
}

/* At one moment before a sleep, and at the other before the next. */
static inline void test_moment(int moment) {
    static int next;
    if (moment == 0)
        next = !next;
    if (moment == next)
        board_trigger();
}

/* Until the next interrupt. */
static inline void coir_port_wait(coir_time span) {
    coir_interrupts_ was;
    (void)span;
    test_moment(0);
    was = coir_mask_interrupts_();
    test_moment(1);
    if (!coir_is_called())
        coir_sleep_masked_();
    coir_restore_interrupts_(was);
}
