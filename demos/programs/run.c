/* run.c - run many commands at once, so many at a time, and tell their lines apart.
 *
 *     $ run -j 4 < commands            one command a line, for /bin/sh
 *     $ run 'make -C one' 'make -C two'
 *
 *     -j, --jobs N        at most N at a time (as many as there are processors)
 *     -t, --timeout S     end a command after S seconds
 *     -g, --grace S       when stopped, leave them S seconds to end (1)
 *     -q, --quiet         no "3: " before the lines of the third command
 *     -v, --verbose       print each command as it starts
 *     -h, --help
 *
 * Lines come out whole and at once, errors on the standard error; longer ones than 64 KB are broken.
 * The exit status is the number of commands that failed, 101 if more than 100 did; 255 if it could not
 * begin. On SIGINT, SIGTERM and SIGHUP the commands get SIGTERM, then SIGKILL, and the status
 * is 128 and the signal; after a second one they are killed at once. Commands have no standard input,
 * and what they leave behind in their process group ends with them. Who does not read the lines holds
 * up the commands, but no signal: a line that was begun is then cut if nobody takes it for S seconds.
 * When the lines can be written nowhere any more, everything ends as on SIGPIPE.
 *
 * Each of the N workers is one coroutine: take a command, start it, copy its two outputs line by line,
 * wait, and again. The group sees to it that none is left when the program ends.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/coir.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 128, LINE = 65536, COMMAND = 131072, MOST_JOBS = 1000, NO_BEGINNING = 255 };

static struct {
    long jobs;
    coir_time timeout; /* COIR_FOREVER: none */
    coir_time grace;
    bool quiet, verbose;
    char **commands; /* NULL: from the standard input */
} options;

static struct {
    struct coir_lock lock; /* for the input */
    struct coir_stream stream;
    char buffer[COMMAND], line[COMMAND];
    bool ended;
} input;

/* The two places where lines go; one, if that is the same pipe, file or terminal. */
static struct outlet {
    int fd;
    struct coir_lock lock; /* for the writer: one line after another */
    struct coir_stream stream;
    struct coir_writer writer;
    char room[HEAD + COMMAND];
} outlets[2], *out = &outlets[0], *err = &outlets[1];

static int started, failures, stopped_by, unwritable;
static struct coir_task *all; /* the main task */

/* ---- What is printed ---- */

/* As descriptors of our own, so that those of the shell and of stdio still wait. */
static void take_outlets(void) {
    struct stat is[2];
    for (int i = 0; i < 2; i++) {
        outlets[i].fd = fcntl(i + STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (outlets[i].fd < 0)
            outlets[i].fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
        fstat(outlets[i].fd, &is[i]);
    }
    if (is[0].st_dev == is[1].st_dev && is[0].st_ino == is[1].st_ino)
        err = out;
}

static int open_outlet(struct outlet *to) {
    int error = coir_open_fd(&to->stream, coir_running_loop(), to->fd);
    coir_lock_init(&to->lock);
    coir_writer_init(&to->writer, &to->stream, to->room, sizeof to->room);
    return error;
}

struct say {
    CORO;
    struct outlet *to;
    const char *head, *text;
    int length;
    struct coir_hold hold;
};

static int write_line(const struct say *line) {
    bool ended = line->length && line->text[line->length - 1] == '\n';
    struct coir_piece pieces[] = {
        {line->head, strlen(line->head)}, {line->text, (size_t)line->length}, {"\n", !ended}};
    return coir_writer_write_pieces(&line->to->writer, pieces, 3);
}

/* When nobody reads it, everything ends. */
static void give_up(int error) {
    if (stopped_by)
        return;
    unwritable = error;
    stopped_by = SIGPIPE;
    coir_cancel(all);
}

/* Print a line, and wait until it was taken. One that is cancelled leaves it with the writer, which
 * goes on. */
ASYNC(say) {
    TRY {
        ASYNC_WITH(self->hold, coir_hold, .lock = &self->to->lock) {
            AWAIT(coir_writer_flush(&self->to->writer));
            AWAIT(write_line(self));
            AWAIT(coir_writer_flush(&self->to->writer));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_ERROR) {
        give_up(CAUGHT);
    }
    TRY_END
}
ASYNC_END

/* ---- One command ---- */

struct copies {
    CORO;
    struct coir_stream *from;
    struct outlet *to;
    int number, n;
    struct say say;
    char head[HEAD], buffer[LINE], line[LINE];
};

/* Copy line after line of one output of a command. */
ASYNC(copies) {
    coir_stream_buffer(self->from, self->buffer, sizeof self->buffer);
    if (!options.quiet)
        snprintf(self->head, sizeof self->head, "%d: ", self->number);
    for (;;) {
        TRY {
            AWAIT_INTO(self->n, coir_readline(self->from, self->line, sizeof self->line));
        }
        CATCH(COIR_LIMIT) {
            AWAIT_INTO(self->n, coir_read(self->from, self->line, sizeof self->line));
        }
        TRY_END
        if (self->n == 0)
            break;
        AWAIT(self->say, say, .to = self->to, .head = self->head, .text = self->line,
              .length = self->n);
    }
}
ASYNC_END

struct job {
    CORO;
    const char *command;
    int number;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    struct coir_timeout timeout;
    struct coir_group group;
    COIR_TASK(copies) out, err;
};

/* Its own group, so that all of it can be stopped, and Ctrl-C is for us to handle. */
ASYNC(job) {
    AWAIT(self->start, coir_process_start, .process = &self->child, .shell = self->command,
          .in = COIR_NOWHERE, .out = COIR_PIPED, .err = COIR_PIPED, .new_group = true);
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = options.timeout) {
            ASYNC_WITH(self->group, coir_group) {
                START(&self->group, self->out, copies, .from = &self->child.out, .to = out,
                      .number = self->number);
                START(&self->group, self->err, copies, .from = &self->child.err, .to = err,
                      .number = self->number);
            }
            ASYNC_WITH_END
            AWAIT(coir_process_wait(&self->child));
        }
        ASYNC_WITH_END
    }
    FINALLY {
        AWAIT(self->end, coir_process_close, .process = &self->child, .grace = options.grace);
    }
    TRY_END
}
ASYNC_END

/* ---- The commands ---- */

struct next {
    CORO;
    char *command; /* yours; NULL: there is none */
    int number, n;
    struct coir_hold hold;
};

ASYNC(next) {
    if (options.commands) {
        if (*options.commands)
            self->command = strdup(*options.commands++);
    } else {
        ASYNC_WITH(self->hold, coir_hold, .lock = &input.lock) {
            do {
                if (input.ended)
                    self->n = 0;
                else
                    AWAIT_INTO(self->n,
                               coir_readline(&input.stream, input.line, sizeof input.line));
                input.ended = self->n == 0;
                input.line[strcspn(input.line, "\n")] = 0;
            } while (self->n && !input.line[0]);
        }
        ASYNC_WITH_END
        if (self->n)
            self->command = strdup(input.line);
    }
    if (self->command)
        self->number = ++started;
}
ASYNC_END

/* ---- The workers ---- */

struct worker {
    CORO;
    struct next next;
    struct job job;
    struct say say;
    char head[HEAD]; /* what is to be said of the command */
};

static void fail(struct worker *self, const char *what, long value, const char *unit) {
    failures++;
    snprintf(self->head, sizeof self->head, "run: %d: %s %ld%s: ", self->next.number, what, value,
             unit);
}

static void judge(struct worker *self) {
    int returncode = self->job.child.returncode;
    if (returncode > 0)
        fail(self, "exit status", returncode, "");
    else if (returncode < 0)
        fail(self, "signal", -returncode, "");
}

ASYNC(worker) {
    for (;;) {
        AWAIT(self->next, next);
        if (!self->next.command)
            break;
        TRY {
            if (options.verbose) {
                snprintf(self->head, sizeof self->head, "run: %d: ", self->next.number);
                AWAIT(self->say, say, .to = err, .head = self->head, .text = self->next.command,
                      .length = (int)strlen(self->next.command));
            }
            self->head[0] = 0;
            TRY {
                AWAIT(self->job, job, .command = self->next.command, .number = self->next.number);
                judge(self);
            }
            CATCH(COIR_TIMEOUT) {
                fail(self, "no end after", (long)(options.timeout / COIR_MS(1)), " ms");
            }
            CATCH(COIR_ERROR) {
                fail(self, coir_error_text(CAUGHT), CAUGHT, "");
            }
            TRY_END
            if (self->head[0])
                AWAIT(self->say, say, .to = err, .head = self->head, .text = self->next.command,
                      .length = (int)strlen(self->next.command));
        }
        FINALLY {
            free(self->next.command);
        }
        TRY_END
    }
}
ASYNC_END

/* The first signal asks everybody to stop, through the main task; later ones make them hurry: a close
 * that is cancelled kills, and no line is waited for. */
struct stops {
    CORO;
    uint64_t set;
    struct coir_signals signals;
};

static void hurry(struct coir_task *me) {
    struct coir_task *task = NULL;
    options.grace = 0;
    while ((task = coir_next_task(coir_running_loop(), task)))
        if (task != me)
            coir_cancel(task);
}

/* nohup, and a shell that starts us in the background, want a signal to be ignored. */
static uint64_t unless_ignored(int number) {
    struct sigaction action;
    bool ignored = sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
    return ignored ? 0 : COIR_SIGNAL(number);
}

ASYNC(stops) {
    self->set = COIR_SIGNAL(SIGTERM) | unless_ignored(SIGINT) | unless_ignored(SIGHUP);
    ASYNC_FOR(self->signals, coir_signals, .set = self->set) {
        if (stopped_by)
            hurry(coir_current());
        else
            coir_cancel(all);
        stopped_by = self->signals.value;
    }
    ASYNC_FOR_END
}
ASYNC_END

struct finish {
    CORO;
    struct coir_move_on_after limit;
};

/* Give what was printed some time to be taken. */
ASYNC(finish) {
    TRY {
        ASYNC_WITH(self->limit, coir_move_on_after, .delay = options.grace) {
            AWAIT(coir_writer_flush(&out->writer));
            AWAIT(coir_writer_flush(&err->writer));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_ERROR) {
    }
    FINALLY {
        coir_close(&out->stream);
        coir_close(&err->stream);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(stops) stops;
    struct coir_group group;
    struct coir_task *worker;
    long i;
    struct say say;
    struct finish finish;
    char head[HEAD];
};

ASYNC(app) {
    coir_lock_init(&input.lock);
    all = coir_current();
    AWAIT(open_outlet(out));
    if (err != out)
        AWAIT(open_outlet(err));
    START(coir_running_loop(), self->stops, stops);
    TRY {
        if (!options.commands) {
            AWAIT(coir_open_fd(&input.stream, coir_running_loop(), STDIN_FILENO));
            coir_stream_buffer(&input.stream, input.buffer, sizeof input.buffer);
        }
        ASYNC_WITH(self->group, coir_group) {
            for (self->i = 0; self->i < options.jobs; self->i++) {
                AWAIT(SPAWN(self->worker, &self->group, worker));
                coir_release(self->worker);
            }
        }
        ASYNC_WITH_END
        if (failures) {
            snprintf(self->head, sizeof self->head, "run: %d of %d failed", failures, started);
            AWAIT(self->say, say, .to = err, .head = self->head, .text = "");
        }
        TRY {
            AWAIT(coir_writer_flush(&out->writer));
        }
        CATCH(COIR_ERROR) {
            give_up(CAUGHT);
        }
        TRY_END
    }
    CATCH(COIR_CANCELLED) {
        if (!stopped_by)
            RAISE(COIR_CANCELLED);
    }
    FINALLY {
        coir_close(&input.stream);
        AWAIT(self->finish, finish);
    }
    TRY_END
}
ASYNC_END

/* ---- The command line ---- */

static void usage(FILE *to) {
    fprintf(to, "usage: run [-j JOBS] [-t SECONDS] [-g SECONDS] [-qv] [COMMAND...]\n"
                "Runs each command, or each line of the standard input, with /bin/sh.\n");
}

/* A number in these bounds, or the end. */
static double number(const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= least && value <= most)) {
        fprintf(stderr, "run: not a number from %g to %g: %s\n", least, most, text);
        exit(NO_BEGINNING);
    }
    return value;
}

static coir_time seconds(const char *text) {
    return (coir_time)(number(text, 0, 1e9) * (double)COIR_S(1));
}

static void read_options(int count, char **arguments) {
    static const struct option names[] = {{"jobs", required_argument, NULL, 'j'},
                                          {"timeout", required_argument, NULL, 't'},
                                          {"grace", required_argument, NULL, 'g'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"verbose", no_argument, NULL, 'v'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    int option;
    options.jobs = sysconf(_SC_NPROCESSORS_ONLN);
    options.timeout = COIR_FOREVER;
    options.grace = COIR_S(1);
    while ((option = getopt_long(count, arguments, "+j:t:g:qvh", names, NULL)) != -1) {
        if (option == 'j')
            options.jobs = (long)number(optarg, 1, MOST_JOBS);
        else if (option == 't')
            options.timeout = seconds(optarg);
        else if (option == 'g')
            options.grace = seconds(optarg);
        else if (option == 'q')
            options.quiet = true;
        else if (option == 'v')
            options.verbose = true;
        else {
            usage(option == 'h' ? stdout : stderr);
            exit(option == 'h' ? 0 : NO_BEGINNING);
        }
    }
    if (optind < count)
        options.commands = arguments + optind;
}

int main(int count, char **arguments) {
    int status;
    read_options(count, arguments);
    take_outlets();
    status = COIR_RUN(app);
    if (unwritable && unwritable != COIR_PIPE)
        fprintf(stderr, "run: cannot write: %s\n", coir_error_text(unwritable));
    if (stopped_by)
        return 128 + stopped_by;
    if (status)
        return status == 1 ? NO_BEGINNING : status;
    return failures > 100 ? 101 : failures;
}
