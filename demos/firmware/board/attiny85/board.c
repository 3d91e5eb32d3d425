/* board.c - an ATtiny85 at 8 MHz: two pins, Timer 0. It has no UART: what is printed goes to a register
 * that simavr shows, and on the chip nowhere.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr_mcu_section.h>

#include "board.h"

#include "coir/avr.h"

AVR_MCU(F_CPU, "attiny85");
AVR_MCU_SIMAVR_CONSOLE(&GPIOR0);

static struct coir_tickless port;

struct coir_port *board_begin(uint32_t start) {
    DDRB |= _BV(PB0) | _BV(PB1);
    coir_avr_init(&port);
    port.ticks = start;
    sei();
    return &port.port;
}

void board_put(char c) {
    GPIOR0 = (uint8_t)(c == '\n' ? '\r' : c); /* simavr ends a line at '\r' */
}

void board_light(int light, bool on) {
    uint8_t pin = light ? _BV(PB1) : _BV(PB0);
    PORTB = (uint8_t)(on ? PORTB | pin : PORTB & ~pin);
}

int board_end(int status) {
    if (status)
        print_line("exit ", status);
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
