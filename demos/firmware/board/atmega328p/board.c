/* board.c - an ATmega328P at 16 MHz, as on an Arduino Uno: UART 0, pins 13 and 12, Timer 1.
 *
 * The C library's startup code is used. The end: asleep for ever, with interrupts off, where simavr
 * ends too. SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#include "board.h"

#include "coir/avr.h"

static struct coir_tickless port;

/* 1 Mbaud: what is printed takes no time that counts. */
struct coir_port *board_begin(uint32_t start) {
    UCSR0A = _BV(U2X0);
    UBRR0 = 1;
    UCSR0B = _BV(TXEN0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    DDRB |= _BV(PB5) | _BV(PB4);
    coir_avr_init(&port);
    port.ticks = start;
    sei();
    return &port.port;
}

void board_put(char c) {
    while (!(UCSR0A & _BV(UDRE0)))
        ;
    UCSR0A |= _BV(TXC0);
    UDR0 = (uint8_t)c;
}

void board_light(int light, bool on) {
    uint8_t pin = light ? _BV(PB4) : _BV(PB5);
    PORTB = (uint8_t)(on ? PORTB | pin : PORTB & ~pin);
}

int board_end(int status) {
    if (status)
        print_line("exit ", status);
    while (!(UCSR0A & _BV(TXC0)))
        ;
    cli();
    for (;;)
        sleep_mode();
}

uint32_t board_wakeups(void) {
#if COIR_COUNT_WAKEUPS
    return port.wakeups - port.steps;
#else
    return 0;
#endif
}
