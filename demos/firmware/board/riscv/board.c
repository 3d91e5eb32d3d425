/* board.c - QEMU's virt, an RV32IMAC core: a 16550 UART, the machine timer, no pins.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "board.h"

#include "coir/riscv.h"

#define BYTE_AT(address) (*(volatile uint8_t *)(address))
#define UART 0x10000000
#define FINISHER (*(volatile uint32_t *)0x100000)
#define TIMER_CAUSE 0x80000007u
#define EXTERNAL_CAUSE 0x8000000bu
#define SOFTWARE_CAUSE 0x80000003u

extern char bss_begin[], bss_end[];
int main(void);
void board_reset(void);
void board_external_interrupt(void);
void board_software_interrupt(void);

static struct coir_tickless port;

/* Interrupts that only some programs have: through the PLIC, and the core's own software one. */
static void unexpected(void) {
    board_end(1);
}
void board_external_interrupt(void) __attribute__((weak, alias("unexpected")));
void board_software_interrupt(void) __attribute__((weak, alias("unexpected")));

__attribute__((interrupt, aligned(4))) static void trap(void) {
    uint32_t cause;
    __asm__ volatile("csrr %0, mcause" : "=r"(cause));
    if (cause == TIMER_CAUSE) {
        coir_riscv_timer_interrupt();
    } else if (cause == EXTERNAL_CAUSE) {
        board_external_interrupt();
    } else if (cause == SOFTWARE_CAUSE) {
        board_software_interrupt();
    } else {
        print_line("unexpected trap ", (long)cause);
        board_end(1);
    }
}

__attribute__((used)) static void begin(void) {
    memset(bss_begin, 0, (size_t)(bss_end - bss_begin));
    main();
    board_end(0);
}

__attribute__((naked, section(".reset"))) void board_reset(void) {
    __asm__("la sp, stack_top\n\tj begin");
}

struct coir_port *board_begin(uint32_t start) {
    __asm__ volatile("csrw mtvec, %0" : : "r"(trap));
    coir_riscv_init(&port);
    port.ticks = start;
    __asm__ volatile("csrsi mstatus, 8"); /* MIE */
    return &port.port;
}

void board_put(char c) {
    while (!(BYTE_AT(UART + 5) & 0x20))
        ;
    BYTE_AT(UART) = (uint8_t)c;
}

void board_light(int light, bool on) {
    (void)light, (void)on;
}

int board_end(int status) {
    FINISHER = status ? (uint32_t)status << 16 | 0x3333 : 0x5555;
    for (;;)
        ;
}

uint32_t board_wakeups(void) {
#if COIR_COUNT_WAKEUPS
    return port.wakeups - port.steps;
#else
    return 0;
#endif
}
