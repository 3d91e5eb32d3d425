/* shell.c - a command line on a serial line, with a task that prints in the background.
 *
 * The shell reads a line, does what it says and prompts again; the ticker prints whenever its time has
 * come. Neither knows of the other, except that one at a time may print: a lock sees to that. While
 * both wait, the chip sleeps.
 *
 * Commands: light red on | tick MS TIMES | stop | ! (the last one again) | quit
 *
 * Boards: host mps2-an385 lm3s6965evb atmega328p riscv
 * Parts: uart
 * Options: real_time
 * Serial: talk
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/lock.h"
#include "coir/uart.h"

static struct coir_loop loop;
static struct coir_uart uart;
static struct coir_lock printing;
static char received[64], sent[32], buffer[32];

struct say {
    CORO;
    const char *text;
    size_t size;
    struct coir_hold hold;
};

ASYNC(say) {
    self->size = strlen(self->text);
    ASYNC_WITH(self->hold, coir_hold, .lock = &printing) {
        AWAIT(coir_write_all(&uart.stream, self->text, self->size));
    }
    ASYNC_WITH_END
}
ASYNC_END

/* ---- In the background ---- */

struct ticker {
    CORO;
    int period, times;
    struct say say;
};

/* To be cancelled is how it is stopped: no error, and there is time for a last word. */
ASYNC(ticker) {
    TRY {
        while (self->times-- > 0) {
            AWAIT(coir_sleep_ms(self->period));
            AWAIT(self->say, say, .text = "tick\n");
        }
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(self->say, say, .text = "no more ticks\n");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(ticker) ticker_task;

static bool is_ticking(void) {
    return coir_is_running(&ticker_task.task);
}

/* ---- The commands ---- */

/* The number at *at, which moves behind it and the spaces. */
static int take_number(const char **at) {
    int number = 0;
    while (**at >= '0' && **at <= '9' && number < 1000)
        number = number * 10 + *(*at)++ - '0';
    while (**at == ' ')
        ++*at;
    return number;
}

static const char *start_ticking(const char *how) {
    int period = take_number(&how), times = take_number(&how);
    if (!period || !times)
        return "tick MS TIMES\n";
    if (is_ticking())
        return "it ticks already\n";
    START(&loop, ticker_task, ticker, .period = period, .times = times);
    return "";
}

static const char *switch_light(const char *which) {
    static const char *const names[] = {"red on", "red off", "green on", "green off"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(which, names[i]) == 0) {
            board_light(i / 2, i % 2 == 0);
            return "ok\n";
        }
    }
    return "red or green, on or off\n";
}

/* Do what a line says, and give the answer. */
static const char *obey(const char *line) {
    if (strncmp(line, "light ", 6) == 0)
        return switch_light(line + 6);
    if (strncmp(line, "tick ", 5) == 0)
        return start_ticking(line + 5);
    if (strcmp(line, "stop") == 0)
        return coir_cancel(&ticker_task.task) ? "" : "nothing ticks\n";
    return *line ? "what?\n" : "";
}

/* ---- The shell ---- */

/* What does not fit is read to its end and forgotten. */
struct skip_line {
    CORO;
    char byte;
};

ASYNC(skip_line) {
    do
        AWAIT(coir_read(&uart.stream, &self->byte, 1));
    while (self->byte != '\n');
}
ASYNC_END

struct shell {
    CORO;
    char line[32], last[32];
    int length;
    struct skip_line skip_line;
    struct say say;
};

ASYNC(shell) {
    for (;;) {
        AWAIT(self->say, say, .text = "> ");
        TRY {
            AWAIT_INTO(self->length, coir_readline(&uart.stream, self->line, sizeof self->line));
            self->line[strcspn(self->line, "\r\n")] = 0;
        }
        CATCH(COIR_LIMIT) {
            AWAIT(self->skip_line, skip_line);
            AWAIT(self->say, say, .text = "too long\n");
            self->line[0] = 0;
        }
        TRY_END
        if (strcmp(self->line, "!") == 0)
            strcpy(self->line, self->last);
        else if (self->line[0])
            strcpy(self->last, self->line);
        if (self->length == 0 || strcmp(self->line, "quit") == 0)
            break;
        AWAIT(self->say, say, .text = obey(self->line));
        AWAIT(coir_sleep(0)); /* whom this line has started begins before the next is read */
        if (strcmp(self->line, "stop") == 0 && is_ticking())
            AWAIT(coir_join(&ticker_task.task));
    }
    AWAIT(self->say, say, .text = "bye\n");
}
ASYNC_END

/* All that was written has to go before the chip stops. */
struct session {
    CORO;
    struct shell shell;
};

ASYNC(session) {
    AWAIT(self->shell, shell);
    coir_cancel(&ticker_task.task);
    while (coir_uart_unsent(&uart))
        AWAIT(coir_sleep_ms(1));
    coir_close(&uart.stream);
}
ASYNC_END

static COIR_TASK(session) session_task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_lock_init(&printing);
    coir_uart_init(&uart, &loop, &board_uart, received, sizeof received, sent, sizeof sent);
    coir_stream_buffer(&uart.stream, buffer, sizeof buffer);
    START(&loop, session_task, session);
    return board_end(coir_run_until(&loop, &session_task.task));
}
