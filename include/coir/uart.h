/* uart.h - read and write a serial line as a stream, by interrupts.
 *
 * Rung 12. Two rings stand between the tasks and the interrupt, one for each direction, so the line is
 * served while tasks do other things, and a task that waits costs nothing. What reads and writes is
 * uart.stream: coir_readline, coir_read_exactly, coir_write_all (stream.h). The registers of the chip
 * stand behind two functions. Costs a stream, two rings and a handle, about 290 bytes on 32-bit and
 * 180 on AVR, and your memory for the rings.
 *
 *     coir_uart_init(&uart, &loop, &uart_registers, received, sizeof received, sent, sizeof sent);
 *     coir_stream_buffer(&uart.stream, line, sizeof line);
 *     AWAIT_INTO(self->n, coir_readline(&uart.stream, self->line, sizeof self->line));
 *
 * Needs: stream.h, ring.h.   Semantics: asyncio.StreamReader and StreamWriter.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_UART_H
#define COIR_UART_H

#include "coir/ring.h"
#include "coir/stream.h"

#if COIR_GRANTS && COIR_CALLBACKS

struct coir_uart;

/* What a chip must bring, with its interrupt, which calls coir_uart_received_from_isr and
 * coir_uart_next_from_isr. */
struct coir_uart_registers {
    /* Set the line up, and interrupt from now on for each byte that comes; with NULL: no more. */
    void (*attach)(struct coir_uart *uart);
    /* There are bytes to send: begin, if that is not going on. Called with interrupts masked. */
    void (*send)(void);
};

/* A serial line. `stream` is yours to read and write; the others are private.
 *
 * The two flags are set by a task that found nothing to read, or no room, with interrupts masked, and
 * cleared by the interrupt that therefore tells the loop. */
struct coir_uart {
    struct coir_stream stream;
    const struct coir_uart_registers *registers;
    struct coir_ring received, to_send;
    struct coir_handle handle;
    volatile uint8_t reading, writing;
    volatile uint8_t lost;
};

COIR_C_BEGIN_

/* Open it. coir_close drops what has not gone yet: await coir_uart_unsent to be 0 before, if it matters.
 *
 * uart       yours; stays where it is until coir_close(&uart->stream)
 * registers  a constant
 * received   yours, while it is open: room for `received_size` bytes, a power of two, that came and were
 *            not read yet
 * sent       likewise: what was written and has not gone yet
 * context    the loop's thread */
void coir_uart_init(struct coir_uart *uart, struct coir_loop *loop,
                    const struct coir_uart_registers *registers, void *received,
                    unsigned received_size, void *sent, unsigned sent_size);

/* How many bytes were lost since the last call: nobody read them, the interrupt came too late, or they came
 * damaged. At most 255. */
unsigned coir_uart_lost(struct coir_uart *uart);

/* How many bytes were written and have not begun to go. */
static inline unsigned coir_uart_unsent(const struct coir_uart *uart) {
    return coir_ring_count(&uart->to_send);
}

/* ---- For the interrupt ---- */

/* A byte came. */
void coir_uart_received_from_isr(struct coir_uart *uart, uint8_t byte);

/* A byte was lost: the next one came before this was fetched (an overrun), or it is damaged (a wrong parity, no
 * stop bit, a break) and therefore not handed over. It is counted. */
void coir_uart_lost_from_isr(struct coir_uart *uart);

/* There is room for a byte on the line.
 *
 * returns   the byte to send, or
 * errors    COIR_EMPTY   there is none: no more interrupts until `send` is called */
int coir_uart_next_from_isr(struct coir_uart *uart);

COIR_C_END_

#endif
#endif
