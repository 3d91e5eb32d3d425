/* uart.c - UART 0 of an LM3S6965, with interrupts. The clock and the speed are board.c's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/uart.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART(offset) REGISTER(0x4000c000 + (offset))
#define DATA UART(0)
#define OVERRUN (1u << 11) /* the byte is good, but one before it is missing */
#define DAMAGED (7u << 8)  /* no stop bit, wrong parity, a break */
#define FLAGS UART(0x18)
#define NOTHING_CAME (1u << 4)
#define FULL (1u << 5)
#define INTERRUPT_MASK UART(0x38)
#define INTERRUPT_CLEAR UART(0x44)
#define RECEIVED (1u << 4)
#define SENT (1u << 5)
#define NVIC_ENABLE REGISTER(0xe000e100)

static struct coir_uart *uart;

static void attach(struct coir_uart *with) {
    INTERRUPT_MASK = 0;
    uart = with;
    if (with) {
        INTERRUPT_MASK = RECEIVED | SENT;
        NVIC_ENABLE = 1 << 5;
    }
}

/* Its interrupt says that a byte has gone, so the first needs none. */
static void send(void) {
    while (!(FLAGS & FULL)) {
        int byte = coir_uart_next_from_isr(uart);
        if (byte < 0)
            break;
        DATA = (uint32_t)byte;
    }
}

static void receive(uint32_t data) {
    if (data & OVERRUN)
        coir_uart_lost_from_isr(uart);
    if (data & DAMAGED)
        coir_uart_lost_from_isr(uart);
    else
        coir_uart_received_from_isr(uart, (uint8_t)data);
}

void UART0_Handler(void);
void UART0_Handler(void) {
    INTERRUPT_CLEAR = RECEIVED | SENT;
    while (!(FLAGS & NOTHING_CAME))
        receive(DATA);
    send();
}

const struct coir_uart_registers board_uart = {attach, send};
