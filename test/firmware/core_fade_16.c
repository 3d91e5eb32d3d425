/* core_fade_16.c - the same with times of 16 bits.
 *
 * Boards: all but host attiny85
 * Flags: -DCOIR_SMALL=1 -DCOIR_TIME_BITS=16
 * SPDX-License-Identifier: MIT
 */
#include "core_fade.c"
