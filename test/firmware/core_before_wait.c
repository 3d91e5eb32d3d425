/* core_before_wait.c - the same in the last step before the wait: what is said there is not waited for.
 *
 * A task sets the interrupt off. There is nothing else to do then, so the next thing that the loop does is to wait,
 * for a second if the wake-up is forgotten.
 *
 * Boards: all but host attiny85
 * SPDX-License-Identifier: MIT
 */
#define BEFORE_WAIT board_trigger
#include "core_window.c"
