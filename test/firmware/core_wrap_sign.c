/* core_wrap_sign.c - sleep across the moment when a clock of 32 bits with a sign becomes negative.
 *
 * Boards: all
 * SPDX-License-Identifier: MIT
 */
#define BEGIN (0x80000000u - 1000)
#include "core_wrap.c"
