/* test_bad_days.c - what strangers and full systems do to a server: a defined error for the one it
 * concerns, and nothing for the others.
 *
 * A witness talks to the same server all the while. Where time matters it is virtual; else each test
 * runs on every port, and none takes time.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/timeout.h"
#include "net.h"

static struct coir_listener listener;

static int listen_here(void) {
    return coir_listen(&listener, &loop, "127.0.0.1", 0);
}

/* ---- A server of lines, which expects each within a second of virtual time ---- */

static int ended_with;
static coir_time patience;

struct echo {
    COIR_CONNECTION;
    struct coir_timeout timeout;
    char buffer[64], line[64];
    int n;
};

ASYNC(echo) {
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    TRY {
        do {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = patience) {
                AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
            }
            ASYNC_WITH_END
            AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
        } while (self->n > 0);
    }
    CATCH(COIR_ERROR) {
        ended_with = COIR_CAUGHT;
    }
    TRY_END
}
ASYNC_END

/* ---- A witness: asks and is answered until it is told to stop ---- */

static bool seen_enough;
static int answers;

struct witness {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char buffer[64], line[64];
    int n;
};

ASYNC(witness) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
    TRY {
        while (!seen_enough) {
            AWAIT(coir_write_all(&self->stream, "still there?\n", 13));
            AWAIT_INTO(self->n, coir_readline(&self->stream, self->line, sizeof self->line));
            MUST(strcmp(self->line, "still there?\n") == 0);
            answers++;
            AWAIT(coir_sleep(COIR_MS(1)));
        }
    }
    FINALLY {
        coir_close(&self->stream);
    }
    TRY_END
}
ASYNC_END

/* Server and witness around a task that does something bad; at the end all must be well. */
static struct coir_task *(*start_bad)(void);

struct day {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(witness) witness;
    struct coir_task *bad;
    int before;
};

ASYNC(day) {
    seen_enough = false;
    answers = ended_with = 0;
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(echo),
          .grace = COIR_FOREVER);
    START(&loop, self->witness, witness);
    while (answers == 0)
        AWAIT(coir_sleep_ms(1));
    self->bad = start_bad();
    AWAIT(coir_join(self->bad));
    self->before = answers;
    while (answers == self->before) /* for ever, if nobody answers any more */
        AWAIT(coir_sleep_ms(1));
    seen_enough = true;
    AWAIT(coir_join(&self->witness.task));
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

/* The function that starts such a task; and the day with it, on this port. */
#define BAD(name)                                                                                  \
    static struct coir_task *start_##name(void) {                                                  \
        static COIR_TASK(name) task;                                                               \
        memset(&task, 0, sizeof task);                                                             \
        START(&loop, task, name);                                                                  \
        return &task.task;                                                                         \
    }
#define RUN_DAY(port, name)                                                                        \
    do {                                                                                           \
        patience = (port) == VIRTUAL ? COIR_S(1) : COIR_FOREVER;                                   \
        start_bad = start_##name;                                                                  \
        RUN(port, day);                                                                            \
    } while (0)

/* ---- A reset ---- */

static void reset_on_close(int fd) {
    struct linger now;
    now.l_onoff = 1;
    now.l_linger = 0;
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), 0);
}

struct reset {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
};

ASYNC(reset) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    AWAIT(coir_write_all(&self->stream, "half a li", 9));
    AWAIT(coir_sleep_ms(5));
    reset_on_close(self->stream.descriptor.fd);
    coir_close(&self->stream);
    while (ended_with == 0)
        AWAIT(coir_sleep_ms(1));
    MUST(ended_with == COIR_RESET);
}
ASYNC_END

BAD(reset)

START_TEST(a_peer_that_resets_is_an_error_of_its_own_connection) {
    RUN_DAY(_i, reset);
}
END_TEST

/* Reset before the server has come to accept it. */
struct in_the_queue {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream, accepted;
    char byte;
    int error, n;
};

ASYNC(in_the_queue) {
    MUST(listen_here() == 0);
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    reset_on_close(self->stream.descriptor.fd);
    coir_close(&self->stream);
    AWAIT(coir_accept(&listener, &self->accepted));
    TRY {
        AWAIT_INTO(self->n, coir_read(&self->accepted, &self->byte, 1));
    }
    CATCH(COIR_RESET) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_RESET);
    coir_close(&self->accepted);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_connection_that_was_reset_in_the_queue_fails_when_it_is_read) {
    RUN(_i, in_the_queue);
}
END_TEST

/* ---- Slow clients ---- */

struct loris {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    coir_time began;
    char byte;
    int n;
};

/* A byte every 300 ms, and never a line: it has a second, like everybody. */
ASYNC(loris) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    self->began = coir_now();
    while (ended_with == 0) {
        AWAIT(coir_write_all(&self->stream, "x", 1));
        AWAIT(coir_sleep_ms(300));
    }
    MUST(ended_with == COIR_TIMEOUT);
    MUST(coir_now() - self->began == COIR_MS(1200));
    coir_close(&self->stream);
}
ASYNC_END

BAD(loris)

START_TEST(a_slow_client_meets_its_deadline_and_holds_up_nobody) {
    RUN_DAY(VIRTUAL, loris);
}
END_TEST

struct endless {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char line[100];
};

/* A line longer than the server takes: COIR_LIMIT, and not a byte more is kept of it. */
ASYNC(endless) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    memset(self->line, 'x', sizeof self->line);
    AWAIT(coir_write_all(&self->stream, self->line, sizeof self->line));
    while (ended_with == 0)
        AWAIT(coir_sleep_ms(1));
    MUST(ended_with == COIR_LIMIT);
    coir_close(&self->stream);
}
ASYNC_END

BAD(endless)

START_TEST(a_line_without_end_is_an_error_when_the_buffer_is_full) {
    RUN_DAY(_i, endless);
}
END_TEST

/* ---- Peers that are half there ---- */

struct silent {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char byte;
    int n;
};

/* Connected and silent, as one whose machine was switched off: the deadline is what tells. */
ASYNC(silent) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    AWAIT_INTO(self->n, coir_read(&self->stream, &self->byte, 1));
    MUST(self->n == 0 && ended_with == COIR_TIMEOUT);
    coir_close(&self->stream);
}
ASYNC_END

BAD(silent)

START_TEST(a_peer_that_says_nothing_meets_its_deadline) {
    RUN_DAY(VIRTUAL, silent);
}
END_TEST

struct half {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char text[16];
    int n;
};

ASYNC(half) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    AWAIT(coir_write_all(&self->stream, "last words\n", 11));
    MUST(coir_write_eof(&self->stream) == 0);
    AWAIT(coir_read_exactly(&self->stream, self->text, 11));
    AWAIT_INTO(self->n, coir_read(&self->stream, self->text, 1));
    MUST(self->n == 0 && ended_with == 0);
    coir_close(&self->stream);
}
ASYNC_END

BAD(half)

START_TEST(a_peer_that_ends_its_half_is_answered_and_no_error) {
    RUN_DAY(_i, half);
}
END_TEST

START_TEST(keep_alive_is_set_where_there_is_a_connection) {
    struct coir_stream a, b;
    int on = 0;
    socklen_t size = sizeof on;
    begin(_i);
    ck_assert_int_eq(coir_socket_pair(&a, &b, &loop), 0);
    ck_assert_int_eq(coir_keep_alive(&a, 60, 10, 3), COIR_UNSUPPORTED);
    coir_close(&a);
    coir_close(&b);
    ck_assert_int_eq(coir_keep_alive(&a, 60, 10, 3), COIR_CLOSED);
    ck_assert_int_eq(listen_here(), 0);
    ck_assert_int_eq(coir_open_fd(&a, &loop, dup(listener.descriptor.fd)), 0);
    ck_assert_int_eq(coir_keep_alive(&a, 60, 10, 3), 0);
    ck_assert_int_eq(getsockopt(a.descriptor.fd, SOL_SOCKET, SO_KEEPALIVE, &on, &size), 0);
    ck_assert_int_eq(on, 1);
    coir_close(&a);
    coir_listener_close(&listener);
    end();
}
END_TEST

/* ---- Partial writes ---- */

enum { MUCH = 1 << 20 };

struct narrow {
    CORO;
    char *much;
    struct coir_stream *stream;
};

ASYNC(narrow) {
    AWAIT(coir_write_all(self->stream, self->much, MUCH));
}
ASYNC_END

struct partial {
    CORO;
    COIR_TASK(narrow) writer;
    struct coir_stream a, b;
    char *much, got[777];
    int n;
    size_t at, sent;
};

/* The system takes a few kilobytes at a time, and the reader a few bytes. Half-way the writer is
 * cancelled, and knows how far it got. */
ASYNC(partial) {
    static int small = 4096;
    MUST(coir_socket_pair(&self->a, &self->b, &loop) == 0);
    setsockopt(self->a.descriptor.fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    START(&loop, self->writer, narrow, .much = self->much, .stream = &self->a);
    while (self->at < MUCH / 2) {
        AWAIT_INTO(self->n, coir_read(&self->b, self->got, sizeof self->got));
        MUST(memcmp(self->got, self->much + self->at, (size_t)self->n) == 0);
        self->at += (size_t)self->n;
    }
    coir_cancel(&self->writer.task);
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->writer.task));
    self->sent = coir_sent(&self->a);
    MUST(self->sent >= self->at && self->sent < MUCH);
    coir_close(&self->a);
    for (;;) {
        AWAIT_INTO(self->n, coir_read(&self->b, self->got, sizeof self->got));
        if (self->n == 0)
            break;
        MUST(memcmp(self->got, self->much + self->at, (size_t)self->n) == 0);
        self->at += (size_t)self->n;
    }
    MUST(self->at == self->sent);
    coir_close(&self->b);
}
ASYNC_END

START_TEST(partial_writes_lose_nothing_and_a_cancelled_one_knows_how_far_it_got) {
    static COIR_TASK(partial) main_;
    char *much = (char *)malloc(MUCH);
    int before = open_descriptors(), outcome;
    for (size_t i = 0; i < MUCH; i++)
        much[i] = (char)(i * 31 + i / 997);
    begin(_i);
    START(&loop, main_, partial, .much = much);
    outcome = coir_run_main(&loop, &main_.task);
    end();
    free(much);
    ck_assert_int_eq(outcome, 0);
    ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

/* ---- Nobody reads any more ---- */

struct broken {
    CORO;
    struct coir_stream a, b;
    int error;
};

ASYNC(broken) {
    MUST(coir_socket_pair(&self->a, &self->b, &loop) == 0);
    coir_close(&self->b);
    TRY {
        AWAIT(coir_write_all(&self->a, "x", 1));
    }
    CATCH(COIR_PIPE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_PIPE);
    coir_close(&self->a);
}
ASYNC_END

static int signals;

static void count_signal(int number) {
    (void)number;
    signals++;
}

START_TEST(writing_where_nobody_reads_is_an_error_and_no_signal) {
    signals = 0;
    signal(SIGPIPE, count_signal);
    RUN(_i, broken);
    signal(SIGPIPE, SIG_DFL);
    ck_assert_int_eq(signals, 0);
}
END_TEST

/* ---- Descriptors run out ---- */

/* From now on there are this many to be had, and no more. */
static struct rlimit usual;

static void leave_descriptors(int n) {
    struct rlimit few;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
    few = usual;
    few.rlim_cur = (rlim_t)dup(0);
    close((int)few.rlim_cur);
    few.rlim_cur += (rlim_t)n;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
}

static void back_to_usual(void) {
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
}

/* Which opens first and refuses then. */
static bool is_under_valgrind(void) {
    const char *preload = getenv("LD_PRELOAD");
    return preload && strstr(preload, "vgpreload");
}

struct poor {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream, other;
    struct coir_listener second;
    int error;
};

ASYNC(poor) {
    leave_descriptors(0);
    TRY {
        AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
              .stream = &self->stream);
    }
    CATCH(COIR_ERROR) {
        self->error = COIR_CAUGHT;
    }
    FINALLY {
        back_to_usual();
    }
    TRY_END
    MUST(self->error == COIR_FILES && coir_is_closing(&self->stream));
    leave_descriptors(1);
    self->error = coir_socket_pair(&self->stream, &self->other, &loop);
    back_to_usual();
    MUST(self->error == COIR_FILES);
    MUST(coir_is_closing(&self->stream) && coir_is_closing(&self->other));
    leave_descriptors(0);
    self->error = coir_listen(&self->second, &loop, "127.0.0.1", 0);
    back_to_usual();
    MUST(self->error == COIR_FILES);
}
ASYNC_END

BAD(poor)

START_TEST(without_descriptors_every_opening_fails_and_what_is_open_works_on) {
    if (!is_under_valgrind())
        RUN_DAY(_i, poor);
}
END_TEST

enum { CROWD = 8 };

struct caller {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char buffer[16], line[16];
    int n;
};

ASYNC(caller) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
    AWAIT(coir_write_all(&self->stream, "hello\n", 6));
    AWAIT_INTO(self->n, coir_readline(&self->stream, self->line, sizeof self->line));
    MUST(strcmp(self->line, "hello\n") == 0);
    coir_close(&self->stream);
}
ASYNC_END

/* Each caller has its descriptor, and the server has one for all of them, one after another: it
 * goes on as soon as one is free. */
struct crowd {
    CORO;
    COIR_TASK(caller) callers[CROWD];
    int i;
};

ASYNC(crowd) {
    for (self->i = 0; self->i < CROWD; self->i++)
        START(&loop, self->callers[self->i], caller);
    leave_descriptors(CROWD + 1);
    TRY {
        for (self->i = 0; self->i < CROWD; self->i++)
            AWAIT(coir_join(&self->callers[self->i].task));
    }
    FINALLY {
        back_to_usual();
    }
    TRY_END
}
ASYNC_END

BAD(crowd)

START_TEST(a_server_out_of_descriptors_serves_everybody_in_the_end) {
    if (!is_under_valgrind())
        RUN_DAY(_i, crowd);
}
END_TEST

/* ---- A full disk ---- */

struct full {
    CORO;
    struct coir_stream stream;
    int error;
};

/* /dev/full is a disk without room. */
ASYNC(full) {
    MUST(coir_open_fd(&self->stream, &loop, open("/dev/full", O_WRONLY)) == 0);
    TRY {
        AWAIT(coir_write_all(&self->stream, "x", 1));
    }
    CATCH(COIR_NO_SPACE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_NO_SPACE);
    coir_close(&self->stream);
}
ASYNC_END

START_TEST(a_full_disk_is_an_error) {
    RUN(_i, full);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("bad days");
    TCase *tests = tcase_create("bad days");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_peer_that_resets_is_an_error_of_its_own_connection, 0, PORTS);
    tcase_add_loop_test(tests, a_connection_that_was_reset_in_the_queue_fails_when_it_is_read, 0,
                        PORTS);
    tcase_add_test(tests, a_slow_client_meets_its_deadline_and_holds_up_nobody);
    tcase_add_loop_test(tests, a_line_without_end_is_an_error_when_the_buffer_is_full, 0, PORTS);
    tcase_add_test(tests, a_peer_that_says_nothing_meets_its_deadline);
    tcase_add_loop_test(tests, a_peer_that_ends_its_half_is_answered_and_no_error, 0, PORTS);
    tcase_add_loop_test(tests, keep_alive_is_set_where_there_is_a_connection, 0, PORTS);
    tcase_add_loop_test(tests, partial_writes_lose_nothing_and_a_cancelled_one_knows_how_far_it_got,
                        0, PORTS);
    tcase_add_loop_test(tests, writing_where_nobody_reads_is_an_error_and_no_signal, 0, PORTS);
    tcase_add_loop_test(tests, without_descriptors_every_opening_fails_and_what_is_open_works_on, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_server_out_of_descriptors_serves_everybody_in_the_end, 0, PORTS);
    tcase_add_loop_test(tests, a_full_disk_is_an_error, 0, PORTS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
