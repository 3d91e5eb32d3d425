/* chip_break.c - a break on the serial line is no byte; it is counted as a lost one.
 *
 * Boards: lm3s6965evb riscv
 * Parts: uart
 * Serial: break
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/uart.h"

static struct coir_loop loop;
static struct coir_uart uart;
static char received[16], sent[64], buffer[16];

struct reader {
    CORO;
    char bytes[3];
};

ASYNC(reader) {
    AWAIT(coir_write_all(&uart.stream, "> ", 2));
    AWAIT(coir_read_exactly(&uart.stream, self->bytes, 1));
    AWAIT(coir_write_all(&uart.stream, "> ", 2));
    AWAIT(coir_read_exactly(&uart.stream, self->bytes + 1, 1));
    self->bytes[2] = (char)('0' + coir_uart_lost(&uart));
    AWAIT(coir_write_all(&uart.stream, self->bytes, 3));
    AWAIT(coir_sleep_ms(10));
}
ASYNC_END

static COIR_TASK(reader) main_task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_uart_init(&uart, &loop, &board_uart, received, sizeof received, sent, sizeof sent);
    coir_stream_buffer(&uart.stream, buffer, sizeof buffer);
    START(&loop, main_task, reader);
    coir_run_until(&loop, &main_task.task);
    return board_end(0);
}
