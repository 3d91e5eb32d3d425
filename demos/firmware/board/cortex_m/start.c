/* start.c - begin and end on a Cortex-M: the vector table, the memory's first contents, the emulator.
 *
 * Each board lists its interrupts in vectors.h; those that nobody handles end in `unexpected`.
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "semihosting.h"

#include "board.h"

extern uint32_t stack_top[], data_begin[], data_end[], data_image[], bss_begin[], bss_end[];
int main(void);
void board_reset(void);

int board_end(int status) {
    uint32_t how[2] = {0x20026, (uint32_t)status};
    ask_debugger(EXIT, how);
    for (;;)
        ;
}

void board_reset(void) {
    memcpy(data_begin, data_image, (size_t)((char *)data_end - (char *)data_begin));
    memset(bss_begin, 0, (size_t)((char *)bss_end - (char *)bss_begin));
    main();
    board_end(0);
}

static void unexpected(void) {
    uint32_t number;
    __asm__("mrs %0, ipsr" : "=r"(number));
    print_line("unexpected interrupt ", (long)number);
    board_end(1);
}

#define WEAK_(name) void name(void) __attribute__((weak, alias("unexpected")));
#define INTERRUPT(number, name) WEAK_(name)
WEAK_(NMI_Handler)
WEAK_(SVC_Handler)
WEAK_(PendSV_Handler)
WEAK_(SysTick_Handler)
#include "vectors.h"
#undef INTERRUPT

#define INTERRUPT(number, name) [16 + (number)] = {name},
union vector {
    void (*handler)(void);
    uint32_t *stack;
};
__attribute__((section(".vectors"), used)) static const union vector vectors[] = {
    {.stack = stack_top}, {board_reset},           {NMI_Handler},
    {unexpected}, /* HardFault */
    [11] = {SVC_Handler}, [14] = {PendSV_Handler}, [15] = {SysTick_Handler},
#include "vectors.h"
};
