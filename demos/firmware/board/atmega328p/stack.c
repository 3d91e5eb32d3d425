/* stack.c - how deep the stack of an ATmega328P has been.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/io.h>

#include "board.h"

#include "../stack.h"

extern uint8_t _end[]; /* of the variables */
#define TOP ((uint8_t *)RAMEND + 1)

void board_paint_stack(void) {
    stack_paint(stack_lowest(_end, TOP));
}

unsigned board_stack_depth(void) {
    return (unsigned)stack_depth(stack_lowest(_end, TOP), TOP);
}
