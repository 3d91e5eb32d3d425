/* uart.c - the 16550 of QEMU's virt, with interrupts.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/uart.h"

#define UART(offset) (*(volatile uint8_t *)(0x10000000 + (offset)))
#define DATA UART(0)
#define INTERRUPTS UART(1)
#define RECEIVED 1 /* bits of INTERRUPTS */
#define ROOM 2
#define STATE UART(5)
#define HAS_COME 0x01
#define OVERRUN 0x02
#define DAMAGED 0x1c /* wrong parity, no stop bit, a break */
#define HAS_ROOM 0x20
#define UART_IRQ 10
#define PLIC(offset) (*(volatile uint32_t *)(0x0c000000 + (offset)))
#define PLIC_CLAIM PLIC(0x200004)

static struct coir_uart *uart;

static void attach(struct coir_uart *with) {
    INTERRUPTS = 0;
    uart = with;
    if (with) {
        PLIC(4 * UART_IRQ) = 1;
        PLIC(0x2000) |= 1u << UART_IRQ;
        PLIC(0x200000) = 0;
        INTERRUPTS = RECEIVED;
        __asm__ volatile("csrs mie, %0" : : "r"(1 << 11));
    }
}

/* It interrupts as long as there is room. */
static void send(void) {
    INTERRUPTS = RECEIVED | ROOM;
}

static void send_next(void) {
    int byte = coir_uart_next_from_isr(uart);
    if (byte < 0)
        INTERRUPTS = RECEIVED;
    else
        DATA = (uint8_t)byte;
}

/* What was wrong stands in the state only until that is read. */
static void receive(void) {
    uint8_t state;
    while ((state = STATE) & HAS_COME) {
        uint8_t byte = DATA;
        if (state & OVERRUN)
            coir_uart_lost_from_isr(uart);
        if (state & DAMAGED)
            coir_uart_lost_from_isr(uart);
        else
            coir_uart_received_from_isr(uart, byte);
    }
}

void board_external_interrupt(void);
void board_external_interrupt(void) {
    uint32_t which = PLIC_CLAIM;
    receive();
    if (STATE & HAS_ROOM && INTERRUPTS & ROOM)
        send_next();
    PLIC_CLAIM = which;
}

const struct coir_uart_registers board_uart = {attach, send};
