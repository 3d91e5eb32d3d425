/* start.c - begin a program on a bare Cortex-M or RV32: memory, then main. AVR brings its own.
 *
 * Belongs to the empty program, so it counts for nobody. SPDX-License-Identifier: MIT
 */
#include <stdint.h>

extern uint32_t data_load_, data_begin_, data_end_, bss_begin_, bss_end_, stack_top_;
int main(void);

#ifdef PAINTED
#include "../../demos/firmware/board/stack.h"
extern uint8_t stack_end_[];
uint8_t *painted_top; /* where main's stack begins */
#endif

static inline void begin(void) {
    uint32_t *from = &data_load_, *to = &data_begin_;
    while (to < &data_end_)
        *to++ = *from++;
    for (to = &bss_begin_; to < &bss_end_;)
        *to++ = 0;
#ifdef PAINTED
    stack_paint(stack_end_);
    painted_top = stack_here();
#endif
    main();
    for (;;) {
    }
}

#if defined __arm__
void on_reset(void);
void on_reset(void) {
    begin();
}
void on_nothing(void);
void on_nothing(void) {
    for (;;) {
    }
}
void on_systick(void) __attribute__((weak, alias("on_nothing")));

__attribute__((section(".vectors"), used)) void *const vectors[16] = {
    &stack_top_, (void *)on_reset, (void *)on_nothing,
    (void *)on_nothing, [15] = (void *)on_systick};
#elif defined __riscv
__attribute__((section(".vectors"), naked, used)) void on_reset(void) {
    __asm__ volatile("la sp, stack_top_; call begin_");
}
void begin_(void);
__attribute__((used)) void begin_(void) {
    begin();
}
#endif
