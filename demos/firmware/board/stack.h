/* stack.h - paint the free stack with a pattern, and see later how far the pattern is gone.
 *
 * A byte that a function keeps and never writes still has its paint, so what is seen may be less than what
 * was taken, never more. Costs nothing unless it is included.
 * SPDX-License-Identifier: MIT
 */
#ifndef BOARD_STACK_H
#define BOARD_STACK_H

#include <stddef.h>
#include <stdint.h>

#define STACK_PAINT 0xa5

/* Where paint begins: behind the variables; of a large memory, the last 8 KB are enough. */
static inline uint8_t *stack_lowest(uint8_t *variables_end, uint8_t *top) {
    return top - variables_end > 8192 ? top - 8192 : variables_end;
}

/* The lowest byte in use. */
static inline uint8_t *stack_here(void) {
    uint8_t *here;
#if defined __arm__
    __asm__ volatile("mov %0, sp" : "=r"(here));
#elif defined __riscv
    __asm__ volatile("mv %0, sp" : "=r"(here));
#elif defined __AVR__
    __asm__ volatile("in %A0, 0x3d\n\tin %B0, 0x3e\n\tadiw %A0, 1" : "=w"(here));
#endif
    return here;
}

/* From here down to `end`. */
static inline void stack_paint(uint8_t *end) {
    volatile uint8_t *at = stack_here();
    while (at > end)
        *--at = STACK_PAINT;
}

/* How many bytes below `top` were written since. */
static inline size_t stack_depth(const uint8_t *end, const uint8_t *top) {
    while (end < top && *(const volatile uint8_t *)end == STACK_PAINT)
        end++;
    return (size_t)(top - end);
}

#endif
