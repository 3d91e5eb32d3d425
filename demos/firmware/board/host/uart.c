/* uart.c - the standard input and output as a serial line.
 *
 * Whoever types is slow on this board: a byte comes only when nothing is to be done for a second. So every
 * run is the same. Who sends faster says where he is silent, with the bytes 255 0: then the clock goes on to the next
 * deadline. 255 itself is sent as two of it.
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "board.h"

#include "coir/uart.h"

enum { SILENCE = EOF - 1 };

static struct coir_uart *uart;
static void (*jump)(struct coir_port *port, struct coir_loop *loop, coir_time span);

/* EOF at the end; SILENCE. */
static int next_byte(void) {
    int byte;
    fflush(stdout);
    byte = getchar();
    return byte != 255 ? byte : getchar() == 255 ? 255 : SILENCE;
}

static void wait(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    bool quiet = uart && span >= COIR_S(1);
    int byte = quiet ? next_byte() : SILENCE;
    if (byte >= 0)
        coir_uart_received_from_isr(uart, (uint8_t)byte);
    else if (byte == EOF && !uart->stream.ended)
        coir_stream_feed_eof(&uart->stream);
    else
        jump(port, loop, span);
}

static void attach(struct coir_uart *with) {
    uart = with;
    if (with && !jump) {
        jump = with->received.loop->port->wait;
        with->received.loop->port->wait = wait;
    }
}

static void send(void) {
    int byte;
    while ((byte = coir_uart_next_from_isr(uart)) >= 0)
        putchar(byte);
    fflush(stdout);
}

const struct coir_uart_registers board_uart = {attach, send};
