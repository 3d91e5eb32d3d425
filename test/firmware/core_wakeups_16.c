/* core_wakeups_16.c - the same with times of 16 bits, after their first 33 seconds.
 *
 * Boards: all but host
 * Flags: -DCOIR_COUNT_WAKEUPS=1 -DCOIR_SMALL=1 -DCOIR_TIME_BITS=16
 * SPDX-License-Identifier: MIT
 */
#define BEGIN 33000
#include "core_wakeups.c"
