/* ask.c - ask a question and wait for an answer, but not for ever.
 *
 *     cc ask.c -o ask && ./ask "Launch?" 10 && echo launched
 *
 * Two things are waited for at once, a line on standard input and the time, and there is no thread
 * and no select. The countdown is a task of its own; the deadline is a block around the reading.
 * The answer goes to standard output, all else to standard error. Exit status 0 for an answer, 1
 * if time ran out, 2 if the input ended.
 */
#define COIR_IMPLEMENTATION
#include "coir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct countdown {
    CORO;
    const char *question;
    int seconds;
};

ASYNC(countdown) {
    for (; self->seconds > 0; self->seconds--) {
        fprintf(stderr, "%s (%d s) ", self->question, self->seconds);
        AWAIT(coir_sleep(COIR_S(1)));
        fprintf(stderr, "\n");
    }
}
ASYNC_END

/* One byte at a time, as a shell's read does: what follows the line is for somebody else. */
struct read_line {
    CORO;
    struct coir_descriptor *in;
    char text[1024];
    size_t length;
};

ASYNC(read_line) {
    while (self->length + 1 < sizeof self->text) {
        ssize_t got;
        AWAIT(coir_readable(self->in));
        got = read(self->in->fd, self->text + self->length, 1);
        if (got < 0 && errno == EAGAIN) {
            coir_used_up(self->in, COIR_READABLE);
            continue;
        }
        if (got <= 0)
            RAISE(got == 0 ? (int)COIR_EOF : coir_from_errno(errno));
        if (self->text[self->length] == '\n')
            break;
        self->length++;
    }
    self->text[self->length] = '\0';
}
ASYNC_END

struct ask {
    CORO;
    const char *question;
    int seconds;
    int flags; /* of standard input, as they were */
    struct coir_descriptor in;
    struct coir_timeout timeout;
    struct read_line answer;
    COIR_TASK(countdown) countdown;
};

ASYNC(ask) {
    self->flags = fcntl(STDIN_FILENO, F_GETFL);
    fcntl(STDIN_FILENO, F_SETFL, self->flags | O_NONBLOCK);
    AWAIT(coir_watch(coir_running_loop(), &self->in, STDIN_FILENO));
    START(coir_running_loop(), self->countdown, countdown, .question = self->question,
          .seconds = self->seconds);
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->seconds)) {
            AWAIT(self->answer, read_line, .in = &self->in);
        }
        ASYNC_WITH_END
        printf("%s\n", self->answer.text);
    }
    FINALLY {
        coir_unwatch(&self->in);
        fcntl(STDIN_FILENO, F_SETFL, self->flags);
    }
    TRY_END
}
ASYNC_END

/* poll(2) can wait for files and terminals alike. Tests set COIR_CLOCK=virtual. */
static struct coir_port *make_port(void) {
    static struct coir_virtual virtual_clock;
    static struct coir_poll poll_port;
    const char *clock = getenv("COIR_CLOCK");
    if (clock && strcmp(clock, "virtual") == 0) {
        coir_virtual_init(&virtual_clock);
        return &virtual_clock.port;
    }
    return coir_poll_init(&poll_port) < 0 ? NULL : &poll_port.port;
}

int main(int count, char **argument) {
    static struct coir_loop loop;
    static COIR_TASK(ask) task;
    struct coir_port *port = make_port();
    int outcome;
    if (!port)
        return 3;
    coir_loop_init(&loop, port);
    START(&loop, task, ask, .question = count > 1 ? argument[1] : "Well?",
          .seconds = count > 2 ? atoi(argument[2]) : 10);
    outcome = coir_run_main(&loop, &task.task);
    coir_loop_close(&loop);
    if (outcome < 0)
        fprintf(stderr, "%s\n", coir_error_text(outcome));
    return outcome == 0 ? 0 : outcome == COIR_TIMEOUT ? 1 : outcome == COIR_EOF ? 2 : 3;
}
