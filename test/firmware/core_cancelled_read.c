/* core_cancelled_read.c - a reader that is cancelled while it waits for a byte leaves the line to the next one.
 *
 * The line has no chip behind it: what comes is said by the task that cancels. Twice: by both loops, see
 * core_cancelled_read_small.c.
 *
 * Boards: all but attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/uart.h"

struct reader {
    CORO;
    char byte;
    int error;
};
struct boss {
    CORO;
};

static struct coir_loop loop;
static struct coir_uart uart;
static char received[8], sent[8];
static COIR_TASK(reader) first, second;
static COIR_TASK(boss) boss_task;

static void attach(struct coir_uart *line) {
    (void)line;
}

static void send(void) {
}

static const struct coir_uart_registers registers = {attach, send};

ASYNC(reader) {
    TRY {
        AWAIT(coir_read_exactly(&uart.stream, &self->byte, 1));
    }
    CATCH(COIR_ANY) {
        self->error = CAUGHT;
    }
    TRY_END
}
ASYNC_END

ASYNC(boss) {
    START(&loop, first, reader);
    AWAIT(coir_sleep(2));
    coir_cancel(&first.task);
    AWAIT(coir_sleep(2));
    START(&loop, second, reader);
    AWAIT(coir_sleep(2));
    coir_uart_received_from_isr(&uart, 'x');
    AWAIT(coir_sleep(2));
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_uart_init(&uart, &loop, &registers, received, sizeof received, sent, sizeof sent);
    START(&loop, boss_task, boss);
    coir_run_until(&loop, &boss_task.task);
    print_line("first was cancelled: ", first.frame.error == COIR_CANCELLED);
    print_line("second's error: ", second.frame.error);
    print_line("second's byte: ", second.frame.byte);
    return board_end(0);
}
