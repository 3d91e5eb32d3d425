/* core_wakeups_small.c - with the small loop too, the chip is woken as often as there are deadlines.
 *
 * Boards: all but host
 * Flags: -DCOIR_COUNT_WAKEUPS=1 -DCOIR_SMALL=1 -DCOIR_CALLBACKS=1
 * SPDX-License-Identifier: MIT
 */
#include "core_wakeups.c"
