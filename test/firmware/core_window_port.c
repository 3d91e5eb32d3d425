/* core_window_port.c - an interrupt just before the sleep of a port of two functions wakes the small loop too.
 *
 * Boards: mps2-an385 lm3s6965evb microbit atmega328p riscv
 * Flags: -DCOIR_SMALL=1 -DCOIR_CALLBACKS=1 -Itest/firmware '-DCOIR_PORT="window_port.h"'
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

struct coir_port *board_clock;
#define board_begin(start) (board_clock = board_begin(start))
#include "core_window.c"
