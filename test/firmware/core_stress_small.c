/* core_stress_small.c - the same with the small loop, as far as it hears interrupts, and fewer of them: none is lost.
 *
 * Boards: mps2-an385 microbit atmega328p riscv
 * Flags: -DCOIR_SMALL=1 -DCOIR_CALLBACKS=1
 * SPDX-License-Identifier: MIT
 */
#if !defined __AVR__
#define ITEMS 100000
#endif
#include "core_stress.c"
