/* uart.c - the USART of an ATmega328P, with interrupts. 115200 baud: not more than the tasks
 * can read.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"

#include "coir/uart.h"

static struct coir_uart *uart;

static void attach(struct coir_uart *with) {
    UCSR0B = _BV(TXEN0);
    uart = with;
    UBRR0 = 16;
    if (with)
        UCSR0B = _BV(TXEN0) | _BV(RXEN0) | _BV(RXCIE0);
}

/* It interrupts as long as there is room. */
static void send(void) {
    UCSR0B |= _BV(UDRIE0);
}

/* There may be two. What was wrong stands in the state only until the byte is read. */
ISR(USART_RX_vect) {
    uint8_t state;
    while ((state = UCSR0A) & _BV(RXC0)) {
        uint8_t byte = UDR0;
        if (state & _BV(DOR0))
            coir_uart_lost_from_isr(uart);
        if (state & _BV(FE0))
            coir_uart_lost_from_isr(uart);
        else
            coir_uart_received_from_isr(uart, byte);
    }
}

ISR(USART_UDRE_vect) {
    int byte = coir_uart_next_from_isr(uart);
    if (byte < 0) {
        UCSR0B &= (uint8_t)~_BV(UDRIE0);
        return;
    }
    UCSR0A = _BV(U2X0) | _BV(TXC0); /* a one clears it */
    UDR0 = (uint8_t)byte;
}

const struct coir_uart_registers board_uart = {attach, send};
