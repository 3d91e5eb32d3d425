/* core_cancelled_read_small.c - the same with the small loop.
 *
 * Boards: all but attiny85 host
 * Flags: -DCOIR_SMALL=1 -DCOIR_CALLBACKS=1
 * SPDX-License-Identifier: MIT
 */
#include "core_cancelled_read.c"
