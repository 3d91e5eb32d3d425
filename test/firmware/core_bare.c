/* core_bare.c - the bare port ends the next wait for a wake-up that came before it, and only that one.
 *
 * Boards: atmega328p attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/bare.h"

static struct coir_loop loop;
static struct coir_bare port;
static coir_time time;
static int idles;

static coir_time ticks(void) {
    return time;
}

static void idle(coir_time span) {
    idles++;
    time += span < 10 ? span : 10;
}

/* How often it idled. */
static int wait(coir_time span) {
    idles = 0;
    loop.now = time;
    port.port.wait(&port.port, &loop, span);
    return idles;
}

int main(void) {
    board_begin(0);
    coir_bare_init(&port, ticks, idle);
    coir_loop_init(&loop, &port.port);
    print_line("not at all ", wait(0));
    print_line("three times ", wait(25));
    port.port.wake(&port.port);
    print_line("after a wake-up ", wait(25));
    print_line("only that one ", wait(25));
    return board_end(0);
}
