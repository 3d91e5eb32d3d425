/* uart.c - read and write a serial line as a stream, by interrupts.
 *
 * A copy each way. The loop hears of the interrupt only when a task waits: a reader at the first byte,
 * a writer when half of the ring is free.
 * SPDX-License-Identifier: MIT
 */
#include "coir/uart.h"

#if COIR_GRANTS && COIR_CALLBACKS

#include <limits.h>

#include "../loop_.h"
#include "coir/interrupt.h"

static unsigned at_most_(size_t size) {
    return size < INT_MAX ? (unsigned)size : INT_MAX;
}

static unsigned room_(const struct coir_uart *uart) {
    return uart->to_send.room - coir_ring_count(&uart->to_send);
}

/* ---- The task's side ---- */

/* Nothing was there. Say that a task will wait, unless something has come meanwhile. */
static int read_(struct coir_stream *stream, void *into, size_t size) {
    struct coir_uart *uart = (struct coir_uart *)stream->owner;
    int count = coir_ring_get_nowait(&uart->received, into, at_most_(size));
    while (count == 0) {
        coir_interrupts_ was = coir_mask_interrupts_();
        uart->reading = coir_ring_count(&uart->received) == 0;
        coir_restore_interrupts_(was);
        if (uart->reading)
            return COIR_PENDING;
        count = coir_ring_get_nowait(&uart->received, into, at_most_(size));
    }
    return count;
}

static int write_(struct coir_stream *stream, const void *from, size_t size) {
    struct coir_uart *uart = (struct coir_uart *)stream->owner;
    int count = coir_ring_put_nowait(&uart->to_send, from, at_most_(size));
    coir_interrupts_ was = coir_mask_interrupts_();
    uart->writing = count == 0;
    uart->registers->send();
    coir_restore_interrupts_(was);
    return count ? count : COIR_PENDING;
}

static void close_(struct coir_stream *stream) {
    struct coir_uart *uart = (struct coir_uart *)stream->owner;
    uart->registers->attach(NULL);
    uart->reading = uart->writing = 0;
    coir_take_back_(uart->received.loop, &uart->handle);
    coir_ring_close(&uart->received);
    coir_ring_close(&uart->to_send);
}

static const struct coir_transport transport_ = {read_, write_, NULL, close_, NULL, NULL, NULL};

void coir_uart_init(struct coir_uart *uart, struct coir_loop *loop,
                    const struct coir_uart_registers *registers, void *received,
                    unsigned received_size, void *sent, unsigned sent_size) {
    memset(uart, 0, sizeof *uart);
    coir_stream_init(&uart->stream, &transport_, uart);
    coir_ring_init(&uart->received, loop, received, 1, received_size);
    coir_ring_init(&uart->to_send, loop, sent, 1, sent_size);
    uart->registers = registers;
    registers->attach(uart);
}

unsigned coir_uart_lost(struct coir_uart *uart) {
    coir_interrupts_ was = coir_mask_interrupts_();
    unsigned lost = uart->lost;
    uart->lost = 0;
    coir_restore_interrupts_(was);
    return lost;
}

/* ---- The interrupt's side ---- */

static int ready_(void *argument) {
    struct coir_uart *uart = (struct coir_uart *)argument;
    int bits = coir_ring_count(&uart->received) ? COIR_READABLE : 0;
    coir_stream_ready(&uart->stream, room_(uart) ? bits | COIR_WRITABLE : bits);
    return 0;
}

/* If it is on its way already, it will see this too. */
static void tell_(struct coir_uart *uart) {
    coir_call_soon_from_isr(uart->received.loop, &uart->handle, ready_, uart);
}

void coir_uart_lost_from_isr(struct coir_uart *uart) {
    if (uart->lost < 255)
        uart->lost++;
}

void coir_uart_received_from_isr(struct coir_uart *uart, uint8_t byte) {
    if (coir_ring_put_from_isr(&uart->received, &byte) < 0)
        coir_uart_lost_from_isr(uart);
    if (uart->reading) {
        uart->reading = 0;
        tell_(uart);
    }
}

int coir_uart_next_from_isr(struct coir_uart *uart) {
    uint8_t byte;
    int error = coir_ring_get_from_isr(&uart->to_send, &byte);
    if (uart->writing && room_(uart) >= uart->to_send.room / 2) {
        uart->writing = 0;
        tell_(uart);
    }
    return error < 0 ? error : byte;
}

#endif
