/* own_port.c - port Coir with bare.h: a tick that a timer's interrupt counts, and a sleep without a race.
 *
 * The example of docs/ports.md. Its clock begins 250 ticks before times become negative, so the wrap is
 * in what it prints. Timer 0 is not the one that the port for AVR has.
 *
 * Boards: atmega328p
 * Parts: none
 * SPDX-License-Identifier: MIT
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#include "board.h"

#include "coir/bare.h"

/* ---- The port ---- */

enum { BEGIN = 250 }; /* ticks before the wrap */
static volatile uint32_t counted = 0x80000000u - BEGIN;

ISR(TIMER0_COMPA_vect) {
    counted++;
}

static coir_time ticks(void) {
    uint8_t was = SREG;
    uint32_t now;
    cli(); /* four bytes, and an 8-bit core: half of them may be old */
    now = counted;
    SREG = was;
    return (coir_time)now;
}

static void idle(coir_time span) {
    (void)span; /* the next tick is the next interrupt */
    sleep_enable();
    sei(); /* takes effect one instruction later */
    sleep_cpu();
    cli();
}

static struct coir_bare port;

static void begin(void) {
    TCCR0A = _BV(WGM01);            /* up to OCR0A, and again  */
    OCR0A = F_CPU / 64 / 1000 - 1;  /* 1 kHz, the default tick */
    TCCR0B = _BV(CS01) | _BV(CS00); /* from the clock by 64    */
    TIMSK0 = _BV(OCIE0A);
    coir_bare_init(&port, ticks, idle);
    sei();
}

/* ---- A program to try it with ---- */

struct blink {
    CORO;
    const char *name;
    int pace, times;
};

ASYNC(blink) {
    while (self->times-- > 0) {
        print(self->name);
        print_line(" at ", (long)((uint32_t)coir_now() - 0x80000000u) + BEGIN);
        AWAIT(coir_sleep_ms(self->pace));
    }
}
ASYNC_END

static struct coir_loop loop;
static COIR_TASK(blink) red, green;

int main(void) {
    board_begin(0); /* for its console */
    begin();
    coir_loop_init(&loop, &port.port);
    START(&loop, red, blink, .name = "red", .pace = 200, .times = 4);
    START(&loop, green, blink, .name = "green", .pace = 300, .times = 3);
    coir_run(&loop);
    return board_end(0);
}
