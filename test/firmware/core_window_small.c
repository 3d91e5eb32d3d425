/* core_window_small.c - an interrupt just before the sleep wakes the small loop all the same.
 *
 * Boards: mps2-an385 lm3s6965evb microbit atmega328p riscv
 * Flags: -DCOIR_BEFORE_SLEEP=board_trigger -DCOIR_SMALL=1 -DCOIR_CALLBACKS=1
 * SPDX-License-Identifier: MIT
 */
#include "core_window.c"
