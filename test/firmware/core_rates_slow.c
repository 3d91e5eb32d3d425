/* core_rates_slow.c - with 100 ticks in a second a span of milliseconds is not 0.
 *
 * Boards: all but host
 * Flags: -DCOIR_TICK_HZ=100
 * SPDX-License-Identifier: MIT
 */
#include "core_rates.c"
