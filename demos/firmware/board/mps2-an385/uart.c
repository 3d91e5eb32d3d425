/* uart.c - the console of an MPS2 board, with interrupts. The clock and the speed are board.c's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/uart.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define DATA REGISTER(0x40004000)
#define STATE REGISTER(0x40004004)
#define CONTROL REGISTER(0x40004008)
#define INTERRUPT_CLEAR REGISTER(0x4000400c)
#define NVIC_ENABLE REGISTER(0xe000e100)
#define SENDING 1u /* a bit of all but DATA */
#define RECEIVED 2u
#define OVERRUN 8u /* of STATE; a one clears it */

static struct coir_uart *uart;

static void attach(struct coir_uart *with) {
    CONTROL = SENDING;
    uart = with;
    if (with) {
        CONTROL = SENDING | RECEIVED | (SENDING | RECEIVED) << 2;
        NVIC_ENABLE = 3;
    }
}

/* Its interrupt says that a byte has gone, so the first needs none. */
static void send(void) {
    while (!(STATE & SENDING)) {
        int byte = coir_uart_next_from_isr(uart);
        if (byte < 0)
            break;
        DATA = (uint32_t)byte;
    }
}

void UART0_RX_Handler(void);
void UART0_RX_Handler(void) {
    INTERRUPT_CLEAR = RECEIVED;
    if (STATE & OVERRUN) {
        STATE = OVERRUN;
        coir_uart_lost_from_isr(uart);
    }
    while (STATE & RECEIVED)
        coir_uart_received_from_isr(uart, (uint8_t)DATA);
}

void UART0_TX_Handler(void);
void UART0_TX_Handler(void) {
    INTERRUPT_CLEAR = SENDING;
    send();
}

const struct coir_uart_registers board_uart = {attach, send};
