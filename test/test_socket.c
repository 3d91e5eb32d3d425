/* test_socket.c - connections over loopback: both ways, to the end, under pressure, and when
 * things fail.
 *
 * Each test runs on every port, virtual clock, poll and epoll; none takes time.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "net.h"

/* A server in a task of its own, and its port. */
static struct coir_listener listener;

static int listen_here(void) {
    return coir_listen(&listener, &loop, "127.0.0.1", 0);
}

/* ---- A server that sends back what it gets ---- */

struct echo {
    COIR_CONNECTION;
    char bytes[256];
    int n;
};

ASYNC(echo) {
    for (;;) {
        AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        if (self->n == 0)
            RETURN();
        AWAIT(coir_write_all(self->stream, self->bytes, (size_t)self->n));
    }
}
ASYNC_END

/* A client that sends lines and expects each back. */
struct client {
    CORO;
    int requests;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char buffer[128], sent[40], got[40];
    int i, n;
};

ASYNC(client) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
    TRY {
        for (self->i = 0; self->i < self->requests; self->i++) {
            snprintf(self->sent, sizeof self->sent, "request %d\n", self->i);
            AWAIT(coir_write_all(&self->stream, self->sent, strlen(self->sent)));
            AWAIT_INTO(self->n, coir_readline(&self->stream, self->got, sizeof self->got));
            MUST(strcmp(self->sent, self->got) == 0);
        }
    }
    FINALLY {
        AWAIT(coir_close(&self->stream));
    }
    TRY_END
}
ASYNC_END

enum { CLIENTS = 40, REQUESTS = 50 };

struct many {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) clients[CLIENTS];
    int i;
};

ASYNC(many) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(echo));
    for (self->i = 0; self->i < CLIENTS; self->i++)
        START(&loop, self->clients[self->i], client, .requests = REQUESTS);
    for (self->i = 0; self->i < CLIENTS; self->i++)
        AWAIT(coir_join(&self->clients[self->i].task));
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

START_TEST(many_clients_at_once_get_their_own_lines_back) {
    RUN(_i, many);
    ck_assert_int_eq(reported, 0);
}
END_TEST

/* ---- System calls ---- */

static unsigned receives, sends;

ssize_t recv(int fd, void *into, size_t size, int flags) {
    receives++;
    return syscall(SYS_recvfrom, fd, into, size, flags, NULL, NULL);
}

ssize_t send(int fd, const void *from, size_t size, int flags) {
    sends++;
    return syscall(SYS_sendto, fd, from, size, flags, NULL, 0);
}

/* Both sides are in this process, so each request is echoed by two of them: at most 2.1 calls
 * each. */
START_TEST(an_echoed_request_costs_a_receive_a_send_and_a_share_of_a_wait) {
    const unsigned requests = CLIENTS * REQUESTS;
    receives = sends = 0;
    RUN(EPOLL, many);
    printf("# per side and request: %.3f receives, %.3f sends, %.3f waits\n",
           receives / (2.0 * requests), sends / (2.0 * requests),
           epoll_port.waits / (2.0 * requests));
    ck_assert_uint_eq(sends, 2 * requests);
    ck_assert_uint_le(receives, 2 * requests + 4 * CLIENTS);
    ck_assert_uint_le((receives + sends + epoll_port.waits) * 10, 2 * requests * 21);
}
END_TEST

/* ---- Ends ---- */

struct upper {
    COIR_CONNECTION;
    char bytes[64];
    int i;
};

/* Reads to the end, then answers. */
ASYNC(upper) {
    TRY {
        AWAIT(coir_read_exactly(self->stream, self->bytes, sizeof self->bytes));
    }
    CATCH(COIR_EOF) {
        for (self->i = 0; self->i < (int)coir_partial(self->stream); self->i++)
            self->bytes[self->i] = (char)(self->bytes[self->i] - 'a' + 'A');
        AWAIT(coir_write_all(self->stream, self->bytes, coir_partial(self->stream)));
    }
    TRY_END
}
ASYNC_END

struct half {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open;
    struct coir_stream stream;
    struct coir_address here, there;
    char got[16];
};

ASYNC(half) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(upper));
    AWAIT(self->open, coir_open_tcp, .host = "localhost", .port = listener.address.port,
          .stream = &self->stream);
    MUST(coir_peer(&self->stream, &self->there) == 0);
    MUST(coir_local(&self->stream, &self->here) == 0);
    MUST(self->there.port == listener.address.port && self->here.port != self->there.port);
    AWAIT(coir_write_all(&self->stream, "abc", 3));
    MUST(coir_write_eof(&self->stream) == 0);
    AWAIT(coir_read_exactly(&self->stream, self->got, 3));
    MUST(memcmp(self->got, "ABC", 3) == 0);
    AWAIT_INTO(self->server.frame.fd, coir_read(&self->stream, self->got, 3));
    MUST(coir_at_eof(&self->stream));
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_client_that_ends_its_half_still_gets_the_answer) {
    RUN(_i, half);
}
END_TEST

struct together {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char got[16];
    int i;
};

/* The server's read waits already; then bytes and end come in one report, which epoll makes only
 * once. */
ASYNC(together) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(upper));
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    for (self->i = 0; self->i < 9; self->i++)
        AWAIT(coir_sleep(0));
    AWAIT(coir_write_all(&self->stream, "abc", 3));
    MUST(coir_write_eof(&self->stream) == 0);
    AWAIT(coir_read_exactly(&self->stream, self->got, 3));
    MUST(memcmp(self->got, "ABC", 3) == 0);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(bytes_and_the_end_in_one_report_are_both_read) {
    RUN(_i, together);
}
END_TEST

/* ---- Connecting fails ---- */

struct failing {
    CORO;
    const char *host;
    int port, expected, got;
    struct coir_open_tcp open;
    struct coir_stream stream;
};

ASYNC(failing) {
    TRY {
        AWAIT(self->open, coir_open_tcp, .host = self->host, .port = self->port,
              .stream = &self->stream);
    }
    CATCH(COIR_ERROR) {
        self->got = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->got == self->expected);
    MUST(coir_is_closing(&self->stream));
    AWAIT(coir_close(&self->stream));
}
ASYNC_END

struct refused {
    CORO;
    struct failing failing;
    int port;
};

ASYNC(refused) {
    MUST(listen_here() == 0);
    self->port = listener.address.port;
    coir_listener_close(&listener);
    AWAIT(self->failing, failing, .host = "127.0.0.1", .port = self->port,
          .expected = COIR_REFUSED);
    AWAIT(self->failing, failing, .host = "localhost", .port = self->port,
          .expected = COIR_REFUSED);
    AWAIT(self->failing, failing, .host = "", .port = 80, .expected = COIR_UNKNOWN_HOST);
    AWAIT(self->failing, failing, .host = "127.0.0.1", .port = 0, .expected = COIR_VALUE);
    AWAIT(self->failing, failing, .host = "127.0.0.1", .port = 65536, .expected = COIR_VALUE);
}
ASYNC_END

START_TEST(a_failed_connection_says_why_and_leaves_nothing_open) {
    RUN(_i, refused);
}
END_TEST

struct connecting {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
};

ASYNC(connecting) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
}
ASYNC_END

/* Nobody accepts and the queue is full, so the third connection stays in the air. */
struct stuck {
    CORO;
    COIR_TASK(connecting) first, second, third;
};

ASYNC(stuck) {
    MUST(listen_here() == 0);
    MUST(listen(listener.descriptor.fd, 0) == 0);
    START(&loop, self->first, connecting);
    START(&loop, self->second, connecting);
    START(&loop, self->third, connecting);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(coir_is_running(&self->third.task));
    coir_cancel(&self->third.task);
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->third.task));
    MUST(coir_is_closing(&self->third.frame.stream));
    coir_close(&self->first.frame.stream);
    coir_close(&self->second.frame.stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(cancelling_a_connection_in_the_air_closes_it) {
    RUN(_i, stuck);
}
END_TEST

struct dual {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    struct coir_address there;
};

static bool no_ipv6;

ASYNC(dual) {
    no_ipv6 = coir_listen(&listener, &loop, "::1", 0) < 0;
    if (no_ipv6)
        RETURN();
    AWAIT(self->open, coir_open_tcp, .host = "localhost", .port = listener.address.port,
          .stream = &self->stream);
    MUST(coir_peer(&self->stream, &self->there) == 0);
    MUST(self->there.family == 6 && self->there.port == listener.address.port);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(localhost_is_found_where_only_ipv6_listens) {
    RUN(_i, dual);
    if (no_ipv6)
        printf("# this machine has no ::1\n");
}
END_TEST

/* ---- Pressure ---- */

enum { MUCH = 8 << 20 };

struct flood {
    COIR_CONNECTION;
};

static bool flooded;
static char *much;

ASYNC(flood) {
    AWAIT(coir_write_all(self->stream, much, MUCH));
    flooded = true;
}
ASYNC_END

struct slow {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open;
    struct coir_stream stream;
    size_t at;
    int n;
    char *got;
};

ASYNC(slow) {
    flooded = false;
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(flood));
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    for (self->n = 0; self->n < 100; self->n++)
        AWAIT(coir_sleep(0));
    MUST(!flooded);
    AWAIT(coir_read_exactly(&self->stream, self->got, MUCH));
    MUST(memcmp(self->got, much, MUCH) == 0);
    AWAIT_INTO(self->n, coir_read(&self->stream, self->got, 1));
    MUST(self->n == 0 && flooded);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_writer_waits_for_a_slow_reader_and_all_arrives) {
    static COIR_TASK(slow) main_;
    int outcome;
    much = (char *)malloc(MUCH);
    for (size_t i = 0; i < MUCH; i++)
        much[i] = (char)(i * 31 + i / 997);
    begin(_i);
    main_.frame.got = NULL;
    START(&loop, main_, slow, .got = (char *)malloc(MUCH));
    outcome = coir_run_main(&loop, &main_.task);
    end();
    free(main_.frame.got);
    free(much);
    ck_assert_int_eq(outcome, 0);
}
END_TEST

/* The peer closes with unread bytes, which resets; writing on must give an error and not kill the
 * process. */
struct rude {
    COIR_CONNECTION;
};

ASYNC(rude) {
    AWAIT(coir_sleep(0));
}
ASYNC_END

struct victim {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open;
    struct coir_stream stream;
    int error, i;
};

ASYNC(victim) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(rude));
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    TRY {
        for (self->i = 0; self->i < 100; self->i++) {
            AWAIT(coir_write_all(&self->stream, "unwanted", 8));
            AWAIT(coir_sleep(0));
        }
    }
    CATCH(COIR_ERROR) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_RESET || self->error == COIR_PIPE);
    self->error = 0;
    TRY {
        AWAIT(coir_write_all(&self->stream, "again", 5));
    }
    CATCH(COIR_PIPE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_PIPE);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(writing_to_a_peer_that_is_gone_is_an_error_and_no_signal) {
    RUN(_i, victim);
}
END_TEST

/* ---- Descriptors run out ---- */

/* As if all descriptors were taken. (A real limit does the same, but not under valgrind, which
 * accepts first and refuses then.) */
static bool starved;

COIR_C_BEGIN_
int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags);
COIR_C_END_

int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags) {
    if (starved) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_accept4, fd, address, size, flags);
}

struct short_of {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream, accepted;
    int error;
};

ASYNC(short_of) {
    MUST(listen_here() == 0);
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    starved = true;
    TRY {
        AWAIT(coir_accept(&listener, &self->accepted));
    }
    CATCH(COIR_FILES) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    starved = false;
    MUST(self->error == COIR_FILES);
    MUST(coir_is_closing(&self->accepted));
    AWAIT(coir_accept(&listener, &self->accepted));
    coir_close(&self->accepted);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(out_of_descriptors_accept_fails_and_the_listener_recovers) {
    RUN(_i, short_of);
}
END_TEST

/* A port that watches no more. */
static int watch_nothing(struct coir_port *port, struct coir_descriptor *descriptor) {
    (void)port, (void)descriptor;
    return COIR_NO_SPACE;
}

struct unwatched {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream, accepted;
    int (*watch)(struct coir_port *port, struct coir_descriptor *descriptor);
    int error, n;
    char byte;
};

ASYNC(unwatched) {
    MUST(listen_here() == 0);
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    self->watch = loop.port->watch;
    loop.port->watch = watch_nothing;
    TRY {
        AWAIT(coir_accept(&listener, &self->accepted));
    }
    CATCH(COIR_NO_SPACE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    loop.port->watch = self->watch;
    MUST(self->error == COIR_NO_SPACE);
    MUST(coir_is_closing(&self->accepted));
    AWAIT_INTO(self->n, coir_read(&self->stream, &self->byte, 1));
    MUST(self->n == 0);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_connection_that_cannot_be_watched_is_closed_and_said_so) {
    RUN(_i, unwatched);
}
END_TEST

struct patient {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) other;
    coir_time began;
};

/* The server can accept again after 450 ms, and tries every 100. */
ASYNC(patient) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(echo));
    starved = true;
    self->began = coir_now();
    START(&loop, self->other, client, .requests = 1);
    AWAIT(coir_sleep_ms(450));
    MUST(coir_is_running(&self->other.task));
    starved = false;
    AWAIT(coir_join(&self->other.task));
    MUST(coir_now() - self->began == COIR_MS(500));
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_server_out_of_descriptors_tries_again_every_tenth_of_a_second) {
    RUN(VIRTUAL, patient);
}
END_TEST

/* ---- Serving and stopping ---- */

struct bad {
    COIR_CONNECTION;
};

ASYNC(bad) {
    RAISE(COIR_USER(7));
}
ASYNC_END

struct caller {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char byte;
    int n;
};

ASYNC(caller) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(bad));
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    AWAIT_INTO(self->n, coir_read(&self->stream, &self->byte, 1));
    MUST(self->n == 0);
    MUST(reported == COIR_USER(7));
    MUST(coir_is_running(&self->server.task));
    coir_close(&self->stream);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

START_TEST(a_handler_that_fails_is_reported_its_connection_closed_and_the_server_goes_on) {
    RUN(_i, caller);
}
END_TEST

struct leaver {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open[3];
    struct coir_stream stream[3];
    int i;
};

/* Ends while handlers have not begun, or wait; they are cancelled by the end of the program. */
ASYNC(leaver) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(echo));
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(self->open[self->i], coir_open_tcp, .host = "127.0.0.1",
              .port = listener.address.port, .stream = &self->stream[self->i]);
    for (; self->i < 3 + 2; self->i++)
        AWAIT(coir_sleep(0));
    for (self->i = 0; self->i < 3; self->i++)
        coir_close(&self->stream[self->i]);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(ending_while_handlers_run_closes_their_connections) {
    RUN(_i, leaver);
}
END_TEST

/* The handler's task is cancelled in the turn in which it was started, before its first step. */
struct early {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_tcp open;
    struct coir_stream stream;
    struct coir_task *task;
    char byte;
    int n, cancelled;
};

ASYNC(early) {
    MUST(listen_here() == 0);
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(echo));
    /* A turn later the server has run before us, and the handler's task is ready. */
    AWAIT(coir_sleep(0));
    for (self->task = NULL; (self->task = coir_next_task(&loop, self->task));)
        if (strcmp(coir_name(self->task), "coir_connection_") == 0)
            self->cancelled += coir_cancel(self->task);
    MUST(self->cancelled == 1);
    AWAIT_INTO(self->n, coir_read(&self->stream, &self->byte, 1));
    MUST(self->n == 0);
    coir_close(&self->stream);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_handler_cancelled_before_it_begins_closes_its_connection_too) {
    RUN(_i, early);
}
END_TEST

struct acceptor {
    CORO;
    struct coir_stream stream;
};

ASYNC(acceptor) {
    AWAIT(coir_accept(&listener, &self->stream));
}
ASYNC_END

struct chooser {
    CORO;
    COIR_TASK(acceptor) first, second;
    struct coir_open_tcp open;
    struct coir_stream stream;
};

/* Cancelled when the connection is there: the next one gets it. Closed: who waits is told. */
ASYNC(chooser) {
    MUST(listen_here() == 0);
    START(&loop, self->first, acceptor);
    AWAIT(coir_sleep(0));
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
          .stream = &self->stream);
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    MUST(coir_done(&self->first.task));
    if (coir_outcome(&self->first.task) == 0) {
        coir_close(&self->first.frame.stream);
        AWAIT(coir_close(&self->stream));
        AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
              .stream = &self->stream);
    }
    START(&loop, self->second, acceptor);
    AWAIT(coir_join(&self->second.task));
    coir_close(&self->second.frame.stream);
    coir_close(&self->stream);
    START(&loop, self->first, acceptor);
    AWAIT(coir_sleep(0));
    coir_listener_close(&listener);
    coir_listener_close(&listener);
    AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->first.task) == COIR_CLOSED);
}
ASYNC_END

START_TEST(a_cancelled_accept_loses_no_connection_and_a_closed_one_is_told) {
    RUN(_i, chooser);
}
END_TEST

/* ---- Pipes ---- */

struct piped {
    CORO;
    struct coir_stream in, out;
    char buffer[64], line[64];
    int ends[2], n, error;
};

ASYNC(piped) {
    MUST(pipe(self->ends) == 0);
    MUST(coir_open_fd(&self->in, &loop, self->ends[0]) == 0);
    MUST(coir_open_fd(&self->out, &loop, self->ends[1]) == 0);
    coir_stream_buffer(&self->in, self->buffer, sizeof self->buffer);
    AWAIT(coir_write_all(&self->out, "one\ntw", 6));
    AWAIT_INTO(self->n, coir_readline(&self->in, self->line, sizeof self->line));
    MUST(strcmp(self->line, "one\n") == 0);
    coir_close(&self->out);
    AWAIT_INTO(self->n, coir_readline(&self->in, self->line, sizeof self->line));
    MUST(strcmp(self->line, "tw") == 0);
    coir_close(&self->in);
    MUST(pipe(self->ends) == 0);
    close(self->ends[0]);
    MUST(coir_open_fd(&self->out, &loop, self->ends[1]) == 0);
    TRY {
        AWAIT(coir_write_all(&self->out, "x", 1));
    }
    CATCH(COIR_PIPE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_PIPE);
    coir_close(&self->out);
}
ASYNC_END

START_TEST(pipes_are_streams_and_a_broken_one_is_an_error) {
    RUN(_i, piped);
}
END_TEST

/* Standard input and output are files where the user says so, and that is not for the program to care
 * about. */
struct redirected {
    CORO;
    struct coir_stream in, out, nowhere;
    char path[20], buffer[16], line[16];
    int file, n;
};

ASYNC(redirected) {
    strcpy(self->path, "/tmp/coir-XXXXXX");
    self->file = mkstemp(self->path);
    MUST(self->file >= 0 && unlink(self->path) == 0);
    MUST(coir_open_fd(&self->out, &loop, dup(self->file)) == 0);
    AWAIT(coir_write_all(&self->out, "one\ntwo", 7));
    coir_close(&self->out);
    MUST(lseek(self->file, 0, SEEK_SET) == 0);
    MUST(coir_open_fd(&self->in, &loop, self->file) == 0);
    coir_stream_buffer(&self->in, self->buffer, sizeof self->buffer);
    AWAIT_INTO(self->n, coir_readline(&self->in, self->line, sizeof self->line));
    MUST(strcmp(self->line, "one\n") == 0);
    AWAIT_INTO(self->n, coir_readline(&self->in, self->line, sizeof self->line));
    MUST(strcmp(self->line, "two") == 0);
    AWAIT_INTO(self->n, coir_readline(&self->in, self->line, sizeof self->line));
    MUST(self->n == 0 && coir_at_eof(&self->in));
    coir_close(&self->in);
    MUST(fcntl(self->file, F_GETFD) < 0);
    MUST(coir_open_fd(&self->nowhere, &loop, open("/dev/null", O_RDWR)) == 0);
    AWAIT(coir_write_all(&self->nowhere, "x", 1));
    AWAIT_INTO(self->n, coir_read(&self->nowhere, self->line, sizeof self->line));
    MUST(self->n == 0);
    coir_close(&self->nowhere);
}
ASYNC_END

START_TEST(files_are_streams_too) {
    RUN(_i, redirected);
}
END_TEST

START_TEST(what_is_no_descriptor_is_no_stream) {
    struct coir_stream stream;
    int fd = open("/dev/null", O_RDONLY);
    begin(EPOLL);
    close(fd);
    ck_assert_int_eq(coir_open_fd(&stream, &loop, fd), COIR_CLOSED);
    end();
}
END_TEST

#ifdef __linux__
/* Others have the same open file: a printf, a shell, `2>&1`. */
START_TEST(a_pipe_that_others_share_still_waits_for_them) {
    struct coir_stream stream;
    int ends[2], shared;
    ck_assert_int_eq(pipe(ends), 0);
    shared = dup(ends[1]);
    begin(_i);
    ck_assert_int_eq(coir_open_fd(&stream, &loop, ends[1]), 0);
    ck_assert_int_eq(stream.descriptor.fd, ends[1]);
    ck_assert_int_ne(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    ck_assert_int_eq(fcntl(shared, F_GETFL) & O_NONBLOCK, 0);
    coir_close(&stream);
    ck_assert_int_eq(write(shared, "x", 1), 1);
    close(shared);
    close(ends[0]);
    end();
}
END_TEST
#endif

/* ---- Addresses ---- */

START_TEST(addresses_are_read_and_written) {
    static const char *const same[][2] = {{"127.0.0.1", "127.0.0.1:80"},
                                          {"::1", "[::1]:80"},
                                          {"localhost", "127.0.0.1:80"},
                                          {"2001:db8::7", "[2001:db8::7]:80"}};
    char text[COIR_ADDRESS_TEXT];
    struct coir_address address;
    ck_assert_int_eq(coir_address_set(&address, same[_i][0], 80), 0);
    ck_assert_str_eq(coir_address_text(&address, text), same[_i][1]);
}
END_TEST

START_TEST(what_is_no_address_is_refused) {
    struct coir_address address;
    ck_assert_int_eq(coir_address_set(&address, "127.0.0.1.", 80), COIR_UNKNOWN_HOST);
    ck_assert_int_eq(coir_address_set(&address, "127.0.0.256", 80), COIR_UNKNOWN_HOST);
    ck_assert_int_eq(coir_address_set(&address, "example.org", 80), COIR_UNKNOWN_HOST);
    ck_assert_int_eq(coir_address_set(&address, "127.0.0.1", -1), COIR_VALUE);
    ck_assert_int_eq(coir_address_set(&address, "127.0.0.1", 65536), COIR_VALUE);
}
END_TEST

START_TEST(a_port_in_use_is_refused) {
    struct coir_listener second;
    begin(_i);
    ck_assert_int_eq(listen_here(), 0);
    ck_assert_int_eq(coir_listen(&second, &loop, "127.0.0.1", listener.address.port),
                     COIR_ADDRESS_IN_USE);
    coir_listener_close(&second);
    coir_listener_close(&listener);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("socket");
    TCase *tests = tcase_create("socket");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, many_clients_at_once_get_their_own_lines_back, 0, PORTS);
    tcase_add_test(tests, an_echoed_request_costs_a_receive_a_send_and_a_share_of_a_wait);
    tcase_add_loop_test(tests, a_client_that_ends_its_half_still_gets_the_answer, 0, PORTS);
    tcase_add_loop_test(tests, bytes_and_the_end_in_one_report_are_both_read, 0, PORTS);
    tcase_add_loop_test(tests, a_failed_connection_says_why_and_leaves_nothing_open, 0, PORTS);
    tcase_add_loop_test(tests, cancelling_a_connection_in_the_air_closes_it, 0, PORTS);
    tcase_add_loop_test(tests, localhost_is_found_where_only_ipv6_listens, 0, PORTS);
    tcase_add_loop_test(tests, a_writer_waits_for_a_slow_reader_and_all_arrives, 0, PORTS);
    tcase_add_loop_test(tests, writing_to_a_peer_that_is_gone_is_an_error_and_no_signal, 0, PORTS);
    tcase_add_loop_test(tests, out_of_descriptors_accept_fails_and_the_listener_recovers, 0, PORTS);
    tcase_add_loop_test(tests, a_connection_that_cannot_be_watched_is_closed_and_said_so, 0, PORTS);
    tcase_add_test(tests, a_server_out_of_descriptors_tries_again_every_tenth_of_a_second);
    tcase_add_loop_test(
        tests, a_handler_that_fails_is_reported_its_connection_closed_and_the_server_goes_on, 0,
        PORTS);
    tcase_add_loop_test(tests, ending_while_handlers_run_closes_their_connections, 0, PORTS);
    tcase_add_loop_test(tests, a_handler_cancelled_before_it_begins_closes_its_connection_too, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_cancelled_accept_loses_no_connection_and_a_closed_one_is_told, 0,
                        PORTS);
    tcase_add_loop_test(tests, pipes_are_streams_and_a_broken_one_is_an_error, 0, PORTS);
    tcase_add_loop_test(tests, files_are_streams_too, 0, PORTS);
    tcase_add_test(tests, what_is_no_descriptor_is_no_stream);
#ifdef __linux__
    tcase_add_loop_test(tests, a_pipe_that_others_share_still_waits_for_them, 0, PORTS);
#endif
    tcase_add_loop_test(tests, addresses_are_read_and_written, 0, 4);
    tcase_add_test(tests, what_is_no_address_is_refused);
    tcase_add_loop_test(tests, a_port_in_use_is_refused, 0, PORTS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
