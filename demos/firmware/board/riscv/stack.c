/* stack.c - how deep the stack of QEMU's virt has been.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "../stack.h"

extern uint8_t stack_bottom[], stack_top[];

void board_paint_stack(void) {
    stack_paint(stack_lowest(stack_bottom, stack_top));
}

unsigned board_stack_depth(void) {
    return (unsigned)stack_depth(stack_lowest(stack_bottom, stack_top), stack_top);
}
