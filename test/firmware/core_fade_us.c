/* core_fade_us.c - the same where a tick is a microsecond.
 *
 * Boards: mps2-an385 riscv
 * Flags: -DCOIR_TICK_HZ=1000000
 * SPDX-License-Identifier: MIT
 */
#include "core_fade.c"
