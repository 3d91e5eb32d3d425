/* blinkers.h - what the programs with two blinkers have in common: the tick, and the loop.
 *
 * The small loop knows its port from tick_port.h, the other one gets the same as a struct.
 * SPDX-License-Identifier: MIT
 */
#ifndef BLINKERS_H
#define BLINKERS_H

#include "board.h"
#include "coir/loop.h"

BOARD_TICKS

struct coir_loop the_loop;

#if COIR_SMALL
static inline void begin(void) {
    board_init();
#ifndef COIR_LOOP
    coir_loop_init(&the_loop, NULL);
#endif
}
#else
static coir_time now_(struct coir_port *port) {
    (void)port;
    return (coir_time)board_now();
}
static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    (void)port, (void)loop, (void)span;
    board_sleep();
}
static inline void begin(void) {
    static struct coir_port port;
    port.now = now_;
    port.wait = wait_;
    board_init();
    coir_loop_init(&the_loop, &port);
}
#endif

#endif
