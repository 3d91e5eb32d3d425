/* test_process.c - children start, talk and end as told, and leave nothing behind.
 *
 * Each test runs on every port, and the whole program once more without pidfds. Children are real, and
 * the logic is right however slow they are.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "on_ports.h"

/* ---- How it ends ---- */

struct one {
    CORO;
    const char *shell;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
};

ASYNC(one) {
    AWAIT(self->start, coir_process_start, .process = &self->child, .shell = self->shell);
    MUST(self->child.returncode == COIR_STILL_RUNNING && self->child.pid > 0);
    AWAIT(coir_process_wait(&self->child));
    AWAIT(coir_process_wait(&self->child));
}
ASYNC_END

static const struct {
    const char *shell;
    int returncode;
} ends[] = {{"true", 0},           {"exit 3", 3},          {"exit 255", 255},
            {"kill -9 $$", -9},    {"kill -TERM $$", -15}, {"/nowhere/at/all 2>/dev/null", 127},
            {"kill -PIPE $$", -13}};

struct each_end {
    CORO;
    struct one one;
    size_t i;
};

ASYNC(each_end) {
    for (self->i = 0; self->i < sizeof ends / sizeof ends[0]; self->i++) {
        AWAIT(self->one, one, .shell = ends[self->i].shell);
        MUST(self->one.child.returncode == ends[self->i].returncode);
    }
}
ASYNC_END

START_TEST(returncode_is_the_exit_status_or_the_negative_signal) {
    RUN(_i, each_end);
}
END_TEST

/* ---- What cannot be started ---- */

struct refused {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    int expected, i;
};

static const char *const missing[] = {"coir-no-such-program", NULL};
static const char *const folder[] = {"/tmp", NULL};
static const char *const nothing[] = {NULL};
static const char *const truth[] = {"true", NULL};
static const char *const no_folder[] = {"/dev/null/true", NULL};

ASYNC(refused) {
    for (self->i = 0; self->i < 10; self->i++) {
        self->expected = 0;
        TRY {
            AWAIT(self->start, coir_process_start, .process = &self->child,
                  .arguments = self->i == 0   ? missing
                               : self->i == 1 ? folder
                               : self->i == 2 ? nothing
                               : self->i == 3 ? NULL
                               : self->i == 8 ? no_folder
                                              : truth,
                  .shell = self->i == 4 ? "true" : NULL,
                  .directory = self->i == 5 ? "/no/such/folder" : NULL,
                  .in = self->i == 6 ? COIR_TO_OUT : COIR_PIPED, .out = COIR_PIPED,
                  .err = self->i == 7   ? COIR_GIVEN(-1)
                         : self->i == 9 ? COIR_GIVEN(9999)
                                        : COIR_TO_OUT);
        }
        CATCH(COIR_ERROR) {
            self->expected = CAUGHT;
        }
        TRY_END
        MUST(self->expected == (self->i == 0 || self->i == 5 ? COIR_NOT_FOUND
                                : self->i == 1               ? COIR_DENIED
                                : self->i == 8               ? COIR_NOT_DIRECTORY
                                : self->i == 9               ? COIR_CLOSED
                                                             : COIR_VALUE));
        MUST(self->child.pid == 0 && coir_process_wait(&self->child) == COIR_NO_PROCESS);
        MUST(coir_process_kill(&self->child) == COIR_NO_PROCESS && !has_children());
    }
}
ASYNC_END

START_TEST(what_cannot_be_started_is_an_error_of_start) {
    RUN(_i, refused);
}
END_TEST

/* ---- A child and what it says: most of the other tests ---- */

/* Runs a shell command; its outputs as strings. */
struct says {
    CORO;
    const char *shell;
    const char *const *arguments;
    const char *program;
    const char *const *environment;
    const char *directory;
    const char *input;
    size_t input_size;
    int out, err;
    const int *pass;
    size_t passes;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_communicate talk;
    struct coir_process_close end;
    char text[400], errors[400];
};

ASYNC(says) {
    AWAIT(self->start, coir_process_start, .process = &self->child, .shell = self->shell,
          .arguments = self->arguments, .program = self->program, .in = COIR_PIPED,
          .out = self->out ? self->out : COIR_PIPED, .err = self->err,
          .environment = self->environment, .directory = self->directory, .pass = self->pass,
          .passes = self->passes);
    TRY {
        AWAIT(self->talk, coir_process_communicate, .process = &self->child, .input = self->input,
              .input_size = self->input_size, .out = self->text, .out_size = sizeof self->text - 1,
              .err = self->errors, .err_size = sizeof self->errors - 1);
        self->text[self->talk.out_length] = 0;
        self->errors[self->talk.err_length] = 0;
    }
    FINALLY {
        AWAIT(self->end, coir_process_close, .process = &self->child);
    }
    TRY_END
}
ASYNC_END

struct streams {
    CORO;
    struct says says;
    int pipe[2];
    char got[40];
};

ASYNC(streams) {
    AWAIT(self->says, says, .shell = "cat; echo err >&2; exit 3", .err = COIR_PIPED,
          .input = "data", .input_size = 4);
    MUST(strcmp(self->says.text, "data") == 0 && strcmp(self->says.errors, "err\n") == 0);
    MUST(self->says.child.returncode == 3);

    AWAIT(self->says, says, .shell = "echo one; echo two >&2; echo three", .err = COIR_TO_OUT);
    MUST(strcmp(self->says.text, "one\ntwo\nthree\n") == 0);

    AWAIT(self->says, says, .shell = "echo lost >&2; echo kept", .err = COIR_NOWHERE);
    MUST(strcmp(self->says.text, "kept\n") == 0 && !self->says.errors[0]);

    AWAIT(self->says, says, .shell = "echo a; echo b >&2", .out = COIR_NOWHERE, .err = COIR_TO_OUT);
    MUST(!self->says.text[0]);

    MUST(pipe(self->pipe) == 0);
    AWAIT(self->says, says, .shell = "echo out; echo err >&2", .out = COIR_GIVEN(self->pipe[1]),
          .err = COIR_TO_OUT);
    close(self->pipe[1]);
    MUST(read(self->pipe[0], self->got, sizeof self->got) == 8);
    MUST(memcmp(self->got, "out\nerr\n", 8) == 0);
    close(self->pipe[0]);
}
ASYNC_END

START_TEST(each_stream_goes_where_it_should) {
    RUN(_i, streams);
}
END_TEST

static const char *const shouts[] = {"HOW=loud", NULL};
static const char *const finds[] = {"PATH=/nowhere:/proc/self/cwd", NULL};
static const char *const program[] = {"coir_test_program", "given", NULL};
static const char *const named[] = {"another name", "-c", "echo \"$0\"", NULL};

struct surroundings {
    CORO;
    struct says says;
    char directory[40], path[80], expected[100];
    int file;
};

ASYNC(surroundings) {
    AWAIT(self->says, says, .shell = "echo $HOW$HOME", .environment = shouts);
    MUST(strcmp(self->says.text, "loud\n") == 0);
    AWAIT(self->says, says, .shell = "pwd", .directory = "/");
    MUST(strcmp(self->says.text, "/\n") == 0);
    AWAIT(self->says, says, .arguments = named, .program = "/bin/sh");
    MUST(strcmp(self->says.text, "another name\n") == 0);

    /* The program is looked for in the PATH that it gets, and in the folder where it runs. */
    snprintf(self->directory, sizeof self->directory, "/tmp/coir_process_XXXXXX");
    MUST(mkdtemp(self->directory));
    snprintf(self->path, sizeof self->path, "%s/%s", self->directory, program[0]);
    self->file = open(self->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
    MUST(write(self->file, "#!/bin/sh\necho $1 $0\n", 21) == 21);
    close(self->file);
    AWAIT(self->says, says, .arguments = program, .environment = finds,
          .directory = self->directory);
    MUST(strncmp(self->says.text, "given ", 6) == 0 && strstr(self->says.text, program[0]));
    unlink(self->path);
    rmdir(self->directory);
}
ASYNC_END

START_TEST(environment_directory_and_program_are_as_told) {
    RUN(_i, surroundings);
}
END_TEST

/* ---- What it must not inherit ---- */

static void own(int number) {
    (void)number;
}

struct inherits {
    CORO;
    struct says says;
    int leak, pass;
    char expected[60];
};

ASYNC(inherits) {
    self->leak = dup(1); /* stays open on exec */
    self->pass = fcntl(1, F_DUPFD_CLOEXEC, 30);
    AWAIT(self->says, says, .shell = "for f in /proc/self/fd/*; do echo -n \"${f##*/} \"; done",
          .err = COIR_PIPED);
    /* The last is the shell's own, for the folder; it is closed already where the shell is dash. */
    MUST(strncmp(self->says.text, "0 1 2 ", 6) == 0 && strlen(self->says.text) <= 9);
    AWAIT(self->says, says, .shell = "test -e /proc/self/fd/30 && echo passed", .pass = &self->pass,
          .passes = 1);
    MUST(strcmp(self->says.text, "passed\n") == 0);
    close(self->leak);
    close(self->pass);

    signal(SIGUSR1, own);
    signal(SIGHUP, SIG_IGN);
    AWAIT(self->says, says, .shell = "kill -HUP $$; echo ignored; kill -USR1 $$; echo no");
    MUST(strcmp(self->says.text, "ignored\n") == 0 && self->says.child.returncode == -SIGUSR1);
    signal(SIGUSR1, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    AWAIT(self->says, says, .shell = "kill -PIPE $$; echo no");
    MUST(!self->says.text[0] && self->says.child.returncode == -SIGPIPE);
}
ASYNC_END

START_TEST(a_child_inherits_no_other_descriptor_and_no_handler) {
    RUN(_i, inherits);
}
END_TEST

/* ---- Much in both directions ---- */

enum { MUCH = 400 * 1000 };
static char input[MUCH], output[MUCH + 10], errors[MUCH + 10];

struct much {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_communicate talk;
    struct coir_process_close end;
    int i, got;
};

static int position(int i) {
    return 'a' + i % 26;
}

ASYNC(much) {
    for (int i = 0; i < MUCH; i++)
        input[i] = (char)position(i + i / 1000);
    AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "tee /dev/stderr",
          .in = COIR_PIPED, .out = COIR_PIPED, .err = COIR_PIPED);
    AWAIT(self->talk, coir_process_communicate, .process = &self->child, .input = input,
          .input_size = MUCH, .out = output, .out_size = MUCH, .err = errors,
          .err_size = MUCH + 10);
    MUST(self->talk.out_length == MUCH && self->talk.err_length == MUCH);
    MUST(memcmp(input, output, MUCH) == 0 && memcmp(input, errors, MUCH) == 0);
    MUST(self->child.returncode == 0);
    AWAIT(self->end, coir_process_close, .process = &self->child);
}
ASYNC_END

START_TEST(communicate_moves_much_in_all_directions_at_once) {
    RUN(_i, much);
}
END_TEST

/* Nobody hangs: not with a full buffer, nor without one, nor with input that nobody reads. */
struct full {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_communicate talk;
    struct coir_process_close end;
    int i, got;
};

static const struct {
    const char *shell;
    size_t out_size, err_size;
    int outcome;
} fits[] = {
    {"echo 12345", 6, 0, 0},
    {"echo 12345", 5, 0, COIR_FULL},
    {"cat /dev/zero", 1000, 0, COIR_FULL},
    {"cat /dev/zero >&2", 10, 1000, COIR_FULL},
    {"echo 12345; head -c 300000 /dev/zero >&2", 6, 0, 0},
    {"exec <&- >&- 2>&-; exec sleep 0", 6, 0, 0},
};

ASYNC(full) {
    for (self->i = 0; self->i < (int)(sizeof fits / sizeof fits[0]); self->i++) {
        self->got = 0;
        memset(output, 'x', 20);
        AWAIT(self->start, coir_process_start, .process = &self->child,
              .shell = fits[self->i].shell, .in = COIR_PIPED, .out = COIR_PIPED, .err = COIR_PIPED);
        TRY {
            AWAIT(self->talk, coir_process_communicate, .process = &self->child, .input = input,
                  .input_size = MUCH, .out = output, .out_size = fits[self->i].out_size,
                  .err = fits[self->i].err_size ? errors : NULL,
                  .err_size = fits[self->i].err_size);
        }
        CATCH(COIR_ERROR) {
            self->got = CAUGHT;
        }
        TRY_END
        MUST(self->got == fits[self->i].outcome);
        MUST(output[fits[self->i].out_size] == 'x' || self->i == 2);
        if (self->i == 1)
            MUST(self->talk.out_length == 5 && memcmp(output, "12345x", 6) == 0);
        AWAIT(self->end, coir_process_close, .process = &self->child);
    }
}
ASYNC_END

START_TEST(a_full_buffer_is_an_error_and_nothing_hangs) {
    RUN(_i, full);
}
END_TEST

/* ---- Lines, and several who wait ---- */

struct waiter {
    CORO;
    struct coir_process *child;
    int returncode;
};

ASYNC(waiter) {
    AWAIT(coir_process_wait(self->child));
    self->returncode = self->child->returncode;
}
ASYNC_END

struct lines {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    COIR_TASK(waiter) waiters[3];
    char buffer[40], line[40], expected[40];
    int i, n;
};

ASYNC(lines) {
    AWAIT(self->start, coir_process_start, .process = &self->child,
          .shell = "while read n; do echo line $n; done; exit 7", .in = COIR_PIPED,
          .out = COIR_PIPED);
    coir_stream_buffer(&self->child.out, self->buffer, sizeof self->buffer);
    for (self->i = 0; self->i < 3; self->i++)
        START(&loop, self->waiters[self->i], waiter, .child = &self->child);
    for (self->i = 0; self->i < 3; self->i++) {
        snprintf(self->line, sizeof self->line, "%d\n", self->i);
        AWAIT(coir_write_all(&self->child.in, self->line, strlen(self->line)));
        AWAIT(coir_readline(&self->child.out, self->line, sizeof self->line));
        snprintf(self->expected, sizeof self->expected, "line %d\n", self->i);
        MUST(strcmp(self->line, self->expected) == 0);
    }
    coir_cancel(&self->waiters[1].task);
    AWAIT(coir_close(&self->child.in));
    AWAIT_INTO(self->n, coir_readline(&self->child.out, self->line, sizeof self->line));
    MUST(self->n == 0);
    AWAIT(coir_join(&self->waiters[0].task));
    AWAIT(coir_join(&self->waiters[2].task));
    MUST(self->waiters[0].frame.returncode == 7 && self->waiters[2].frame.returncode == 7);
    MUST(coir_cancelled(&self->waiters[1].task));
    MUST(coir_process_terminate(&self->child) == COIR_NO_PROCESS);
    /* A struct is used again only after it was closed. */
    MUST(!coir_is_closing(&self->child.out));
    TRY {
        AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "true");
    }
    CATCH(COIR_RUNTIME) {
        self->n = 1;
    }
    TRY_END
    MUST(self->n == 1);
    AWAIT(self->end, coir_process_close, .process = &self->child);
    AWAIT(self->end, coir_process_close, .process = &self->child);
    AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "true");
    AWAIT(coir_process_wait(&self->child));
}
ASYNC_END

START_TEST(lines_go_to_and_fro_and_several_wait_for_the_end) {
    RUN(_i, lines);
}
END_TEST

/* ---- Ending it ---- */

struct ended {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    struct coir_stream alive;
    char byte;
    int ends[2], n, i;
};

/* A child says when it is ready, and all that hold its pipe are gone when that ends. */
ASYNC(ended) {
    for (self->i = 0; self->i < 4; self->i++) {
        MUST(pipe(self->ends) == 0);
        MUST(coir_open_fd(&self->alive, &loop, self->ends[0]) == 0);
        AWAIT(self->start, coir_process_start, .process = &self->child,
              .shell = self->i == 0   ? "echo; exec sleep 1000"
                       : self->i == 1 ? "trap '' TERM; echo; while true; do sleep 1000; done"
                                      : "sleep 1000 & echo; wait",
              .out = COIR_GIVEN(self->ends[1]), .new_group = self->i == 1 || self->i == 2,
              .new_session = self->i == 3);
        close(self->ends[1]);
        AWAIT_INTO(self->n, coir_read(&self->alive, &self->byte, 1));
        MUST(self->n == 1);
        MUST((getpgid(self->child.pid) == self->child.pid) == (self->i > 0));
        MUST((getsid(self->child.pid) == self->child.pid) == (self->i == 3));
        AWAIT(self->end, coir_process_close, .process = &self->child,
              .grace = self->i == 1   ? COIR_MS(1)
                       : self->i == 2 ? COIR_MS(500)
                                      : 0);
        MUST(self->child.returncode == -SIGKILL ||
             (self->i == 2 && self->child.returncode == -SIGTERM));
        AWAIT_INTO(self->n, coir_read(&self->alive, &self->byte, 1));
        MUST(self->n == 0);
        AWAIT(coir_close(&self->alive));
    }
}
ASYNC_END

START_TEST(close_kills_a_child_and_the_group_it_leads) {
    RUN(_i, ended);
}
END_TEST

struct orphans {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    struct coir_stream alive;
    char byte;
    int ends[2], n, i;
};

/* The leader has ended, or ends before those whom it leads. They hold the pipe. */
ASYNC(orphans) {
    for (self->i = 0; self->i < 4; self->i++) {
        MUST(pipe(self->ends) == 0);
        MUST(coir_open_fd(&self->alive, &loop, self->ends[0]) == 0);
        AWAIT(self->start, coir_process_start, .process = &self->child,
              .shell = self->i < 2 ? "sleep 1000 & echo"
                                   : "(trap '' TERM; echo; while true; do sleep 1000; done) & wait",
              .out = COIR_GIVEN(self->ends[1]), .new_group = true);
        close(self->ends[1]);
        AWAIT_INTO(self->n, coir_read(&self->alive, &self->byte, 1));
        MUST(self->n == 1);
        if (self->i < 2)
            AWAIT(coir_process_wait(&self->child));
        AWAIT(self->end, coir_process_close, .process = &self->child,
              .grace = self->i % 2 ? COIR_MS(100) : 0);
        AWAIT(self->end, coir_process_close, .process = &self->child, .grace = COIR_S(1));
        MUST(!has_children());
        AWAIT_INTO(self->n, coir_read(&self->alive, &self->byte, 1));
        MUST(self->n == 0);
        AWAIT(coir_close(&self->alive));
    }
}
ASYNC_END

START_TEST(close_kills_a_group_whose_leader_has_ended) {
    RUN(_i, orphans);
}
END_TEST

struct last_words {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    char byte;
    int n;
};

/* On the virtual clock the grace is over before the child can do anything. */
ASYNC(last_words) {
    AWAIT(self->start, coir_process_start, .process = &self->child, .new_group = true,
          .shell = "trap 'echo bye; echo bye >&2; exit 5' TERM; echo; while true; do sleep 1; done",
          .out = COIR_PIPED, .err = COIR_PIPED);
    AWAIT_INTO(self->n, coir_read(&self->child.out, &self->byte, 1));
    AWAIT(self->end, coir_process_close, .process = &self->child, .grace = COIR_S(1000));
    MUST(self->child.returncode == 5 ||
         (loop.port == &virtual_port.port && self->child.returncode == -SIGKILL));
}
ASYNC_END

START_TEST(last_words_do_not_kill_a_child_that_has_time_to_end) {
    RUN(_i, last_words);
}
END_TEST

struct signalled {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    char byte;
    int i;
    struct coir_process_close end;
};

ASYNC(signalled) {
    for (self->i = 0; self->i < 3; self->i++) {
        AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "cat",
              .in = COIR_PIPED, .out = COIR_PIPED);
        MUST(coir_process_signal(&self->child, 1000) == COIR_VALUE);
        MUST(coir_process_is_running(&self->child));
        MUST((self->i == 0   ? coir_process_terminate(&self->child)
              : self->i == 1 ? coir_process_kill(&self->child)
                             : coir_process_signal(&self->child, SIGUSR2)) == 0);
        AWAIT(coir_process_wait(&self->child));
        MUST(self->child.returncode == -(self->i == 0   ? SIGTERM
                                         : self->i == 1 ? SIGKILL
                                                        : SIGUSR2));
        AWAIT(self->end, coir_process_close, .process = &self->child);
    }
}
ASYNC_END

START_TEST(terminate_kill_and_signal_end_it) {
    RUN(_i, signalled);
}
END_TEST

struct unblocked {
    CORO;
    struct one one;
    sigset_t blocked, before;
};

/* In a function of coir_to_thread, say, all signals are blocked. */
ASYNC(unblocked) {
    sigfillset(&self->blocked);
    sigdelset(&self->blocked, SIGCHLD); /* which tells us, where there is no pidfd */
    pthread_sigmask(SIG_SETMASK, &self->blocked, &self->before);
    AWAIT(self->one, one, .shell = "kill -TERM $$; exit 3");
    pthread_sigmask(SIG_SETMASK, &self->before, NULL);
    MUST(self->one.child.returncode == -SIGTERM);
}
ASYNC_END

START_TEST(a_child_can_be_ended_by_signals_that_are_blocked_here) {
    RUN(_i, unblocked);
}
END_TEST

/* ---- Cancellation, at every turn ---- */

struct victim {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_communicate talk;
    struct coir_process_close end;
};

ASYNC(victim) {
    AWAIT(coir_sleep(0));
    AWAIT(self->start, coir_process_start, .process = &self->child,
          .shell = "echo; cat; echo >&2; cat /dev/zero", .in = COIR_PIPED, .out = COIR_PIPED,
          .err = COIR_PIPED);
    TRY {
        AWAIT(self->talk, coir_process_communicate, .process = &self->child, .input = input,
              .input_size = 100000, .out = output, .out_size = MUCH, .err = errors,
              .err_size = MUCH);
    }
    FINALLY {
        AWAIT(self->end, coir_process_close, .process = &self->child);
    }
    TRY_END
}
ASYNC_END

struct cancels {
    CORO;
    COIR_TASK(victim) task;
    int turns, i, outcome;
    bool twice;
};

/* Later each time, until a victim comes to its own end before it is cancelled. */
ASYNC(cancels) {
    for (self->turns = 0;; self->turns += 1 + self->turns / 4) {
        START(&loop, self->task, victim);
        for (self->i = 0; self->i < self->turns && !coir_done(&self->task.task); self->i++)
            AWAIT(coir_sleep(COIR_US(100)));
        self->i = coir_done(&self->task.task);
        coir_cancel(&self->task.task);
        if (self->twice) {
            AWAIT(coir_sleep(0));
            AWAIT(coir_sleep(0));
            coir_cancel(&self->task.task);
        }
        TRY {
            AWAIT(coir_join(&self->task.task));
        }
        CATCH(COIR_CANCELLED, COIR_FULL) {
            self->outcome = CAUGHT;
        }
        TRY_END
        MUST(!coir_process_is_running(&self->task.frame.child) && !has_children());
        if (self->i || self->turns > 400)
            break;
    }
}
ASYNC_END

struct cancels_twice {
    CORO;
    struct cancels cancels;
};

ASYNC(cancels_twice) {
    AWAIT(self->cancels, cancels, .twice = true);
}
ASYNC_END

START_TEST(cancelled_at_any_turn_it_leaves_no_child) {
    RUN(_i, cancels);
}
END_TEST

START_TEST(cancelled_twice_it_leaves_no_child) {
    RUN(_i, cancels_twice);
}
END_TEST

/* ---- Many ---- */

enum { AT_ONCE = 40, IN_A_ROW = 200 };

struct many {
    CORO;
    COIR_TASK(says) tasks[AT_ONCE];
    char shells[AT_ONCE][60], expected[20];
    int i;
};

ASYNC(many) {
    for (self->i = 0; self->i < AT_ONCE; self->i++) {
        snprintf(self->shells[self->i], sizeof self->shells[0], "echo %d; cat >&2; exit %d",
                 self->i, self->i);
        START(&loop, self->tasks[self->i], says, .shell = self->shells[self->i], .input = "some",
              .input_size = 4, .err = COIR_PIPED);
    }
    for (self->i = 0; self->i < AT_ONCE; self->i++) {
        AWAIT(coir_join(&self->tasks[self->i].task));
        snprintf(self->expected, sizeof self->expected, "%d\n", self->i);
        MUST(strcmp(self->tasks[self->i].frame.text, self->expected) == 0);
        MUST(strcmp(self->tasks[self->i].frame.errors, "some") == 0);
        MUST(self->tasks[self->i].frame.child.returncode == self->i);
    }
}
ASYNC_END

START_TEST(many_run_at_the_same_time) {
    RUN(_i, many);
}
END_TEST

struct row {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    int i;
};

ASYNC(row) {
    for (self->i = 0; self->i < IN_A_ROW; self->i++) {
        AWAIT(self->start, coir_process_start, .process = &self->child, .arguments = truth);
        AWAIT(coir_process_wait(&self->child));
        MUST(self->child.returncode == 0);
    }
}
ASYNC_END

START_TEST(many_run_in_a_row) {
    RUN(_i, row);
}
END_TEST

/* ---- Bad days ---- */

/* With room for one more descriptor each time, until it is enough. */
struct starved {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    struct rlimit limit, tight;
    int failures, before;
    bool enough;
};

ASYNC(starved) {
    getrlimit(RLIMIT_NOFILE, &self->limit);
    self->tight = self->limit;
    self->before = open_descriptors();
    /* The pipe of the virtual clock's poll opens at first use. */
    AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "cat");
    AWAIT(self->end, coir_process_close, .process = &self->child);
    self->before = open_descriptors();
    for (self->tight.rlim_cur = 4; !self->enough; self->tight.rlim_cur++) {
        setrlimit(RLIMIT_NOFILE, &self->tight);
        TRY {
            AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "true",
                  .in = COIR_PIPED, .out = COIR_PIPED, .err = COIR_PIPED);
            AWAIT(coir_process_wait(&self->child));
            self->enough = self->child.returncode == 0;
        }
        CATCH(COIR_FILES) {
            self->failures++;
        }
        FINALLY {
            setrlimit(RLIMIT_NOFILE, &self->limit);
        }
        TRY_END
        AWAIT(self->end, coir_process_close, .process = &self->child);
        MUST(open_descriptors() == self->before);
        MUST(!has_children());
    }
    MUST(self->failures > 4);
}
ASYNC_END

START_TEST(without_descriptors_start_is_an_error_and_leaves_nothing) {
    RUN(_i, starved);
}
END_TEST

/* A program whose own standard streams are closed: pipes get their numbers. */
static int run_without_streams(int closed) {
    static COIR_TASK(says) task;
    for (int fd = 0; fd < 3; fd++)
        if (closed & (1 << fd))
            close(fd);
    begin(EPOLL);
    START(&loop, task, says, .shell = "cat; echo err >&2", .input = "data", .input_size = 4,
          .err = COIR_PIPED);
    return coir_run_main(&loop, &task.task) < 0 || strcmp(task.frame.text, "data") != 0 ||
           strcmp(task.frame.errors, "err\n") != 0;
}

START_TEST(it_works_in_a_program_without_standard_streams) {
    int status;
    pid_t child;
    fflush(NULL);
    child = fork();
    if (child == 0)
        _exit(run_without_streams(_i));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

/* Where SIGCHLD is ignored, the system reaps; without pidfds we have to watch SIGCHLD, which is not
 * ignoring it. */
struct stolen {
    CORO;
    struct one one;
};

ASYNC(stolen) {
    signal(SIGCHLD, SIG_IGN);
    AWAIT(self->one, one, .shell = "exit 3");
    signal(SIGCHLD, SIG_DFL);
    MUST(self->one.child.returncode == 255 || self->one.child.returncode == 3);
}
ASYNC_END

START_TEST(a_child_that_somebody_else_reaps_ends_with_255) {
    RUN(_i, stolen);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("process");
    TCase *ports = tcase_create("on each port");
    TCase *bare = tcase_create("without streams");
    tcase_add_loop_test(bare, it_works_in_a_program_without_standard_streams, 0, 8);
    tcase_add_loop_test(ports, returncode_is_the_exit_status_or_the_negative_signal, 0, PORTS);
    tcase_add_loop_test(ports, what_cannot_be_started_is_an_error_of_start, 0, PORTS);
    tcase_add_loop_test(ports, each_stream_goes_where_it_should, 0, PORTS);
    tcase_add_loop_test(ports, environment_directory_and_program_are_as_told, 0, PORTS);
    tcase_add_loop_test(ports, a_child_inherits_no_other_descriptor_and_no_handler, 0, PORTS);
    tcase_add_loop_test(ports, communicate_moves_much_in_all_directions_at_once, 0, PORTS);
    tcase_add_loop_test(ports, a_full_buffer_is_an_error_and_nothing_hangs, 0, PORTS);
    tcase_add_loop_test(ports, lines_go_to_and_fro_and_several_wait_for_the_end, 0, PORTS);
    tcase_add_loop_test(ports, close_kills_a_child_and_the_group_it_leads, 0, PORTS);
    tcase_add_loop_test(ports, close_kills_a_group_whose_leader_has_ended, 0, PORTS);
    tcase_add_loop_test(ports, last_words_do_not_kill_a_child_that_has_time_to_end, 0, PORTS);
    tcase_add_loop_test(ports, terminate_kill_and_signal_end_it, 0, PORTS);
    tcase_add_loop_test(ports, a_child_can_be_ended_by_signals_that_are_blocked_here, 0, PORTS);
    tcase_add_loop_test(ports, cancelled_at_any_turn_it_leaves_no_child, 0, PORTS);
    tcase_add_loop_test(ports, cancelled_twice_it_leaves_no_child, 0, PORTS);
    tcase_add_loop_test(ports, many_run_at_the_same_time, 0, PORTS);
    tcase_add_loop_test(ports, many_run_in_a_row, 0, PORTS);
    tcase_add_loop_test(ports, without_descriptors_start_is_an_error_and_leaves_nothing, 0, PORTS);
    tcase_add_loop_test(ports, a_child_that_somebody_else_reaps_ends_with_255, 0, PORTS);
    tcase_set_timeout(ports, 120);
    tcase_set_timeout(bare, 60);
    suite_add_tcase(suite, bare);
    suite_add_tcase(suite, ports);
    return run_suite(suite);
}
