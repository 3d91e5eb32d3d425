/* test_readiness.c - nobody who waits for a descriptor is forgotten: not when a read got less than it
 * could, not when another who waits for the same gives up; and a connection that the network broke
 * before it was accepted is nobody's error.
 *
 * Each runs on every port. One that is forgotten waits for ever, and Check ends the test.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <check.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/coir.h"
#include "net.h"

/* ---- Short reads ---- */

struct packets {
    CORO;
    struct coir_stream in;
    int type, ends[2], n;
    char got[64];
};

ASYNC(packets) {
    MUST(socketpair(AF_UNIX, self->type, 0, self->ends) == 0);
    MUST(coir_open_fd(&self->in, &loop, self->ends[0]) == 0);
    MUST(write(self->ends[1], "first", 5) == 5 && write(self->ends[1], "two", 3) == 3);
    coir_used_up(&self->in.descriptor, COIR_READABLE);
    AWAIT(coir_readable(&self->in.descriptor)); /* of both, in one report */
    AWAIT_INTO(self->n, coir_read(&self->in, self->got, sizeof self->got));
    MUST(self->n == 5 && memcmp(self->got, "first", 5) == 0);
    AWAIT_INTO(self->n, coir_read(&self->in, self->got, sizeof self->got));
    MUST(self->n == 3 && memcmp(self->got, "two", 3) == 0);
    coir_close(&self->in);
    close(self->ends[1]);
}
ASYNC_END

struct all_packets {
    CORO;
    struct packets packets;
};

ASYNC(all_packets) {
    AWAIT(self->packets, packets, .type = SOCK_SEQPACKET);
    AWAIT(self->packets, packets, .type = SOCK_DGRAM);
}
ASYNC_END

START_TEST(messages_that_came_together_are_read_one_by_one) {
    RUN(_i, all_packets);
}
END_TEST

struct urgent {
    CORO;
    struct coir_listener listener;
    struct coir_stream here, there;
    struct coir_open_tcp open;
    char got[64];
    int fd, n, sum;
};

ASYNC(urgent) {
    MUST(coir_listen(&self->listener, &loop, "127.0.0.1", 0) == 0);
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->listener.address.port,
          .stream = &self->there);
    AWAIT(coir_accept(&self->listener, &self->here));
    self->fd = self->there.descriptor.fd;
    MUST(send(self->fd, "abc", 3, 0) == 3 && send(self->fd, "!", 1, MSG_OOB) == 1);
    MUST(send(self->fd, "def", 3, 0) == 3);
    coir_used_up(&self->here.descriptor, COIR_READABLE);
    AWAIT(coir_readable(&self->here.descriptor));
    while (self->sum < 6) { /* a read stops where the urgent byte was */
        AWAIT_INTO(self->n, coir_read(&self->here, self->got + self->sum, 10));
        self->sum += self->n;
    }
    MUST(memcmp(self->got, "abcdef", 6) == 0);
    coir_close(&self->here);
    coir_close(&self->there);
    coir_listener_close(&self->listener);
}
ASYNC_END

START_TEST(what_stands_behind_an_urgent_byte_is_read) {
    RUN(_i, urgent);
}
END_TEST

/* ---- Two who wait for one descriptor ---- */

struct reader {
    CORO;
    struct coir_stream *stream;
    char got;
    int n;
};

ASYNC(reader) {
    AWAIT_INTO(self->n, coir_read(self->stream, &self->got, 1));
}
ASYNC_END

struct watcher {
    CORO;
    struct coir_stream *stream;
};

ASYNC(watcher) {
    AWAIT(coir_readable(&self->stream->descriptor));
}
ASYNC_END

struct neighbours {
    CORO;
    bool reader_goes;
    struct coir_stream here, there;
    COIR_TASK(reader) reader;
    COIR_TASK(watcher) watcher;
};

ASYNC(neighbours) {
    MUST(coir_socket_pair(&self->here, &self->there, &loop) == 0);
    coir_used_up(&self->here.descriptor, COIR_READABLE);
    START(&loop, self->reader, reader, .stream = &self->here);
    START(&loop, self->watcher, watcher, .stream = &self->here);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(!coir_done(&self->reader.task) && !coir_done(&self->watcher.task));
    coir_cancel(self->reader_goes ? &self->reader.task : &self->watcher.task);
    AWAIT(coir_sleep(0));
    AWAIT(coir_write_all(&self->there, "x", 1));
    if (self->reader_goes)
        AWAIT(coir_join(&self->watcher.task));
    else
        AWAIT(coir_join(&self->reader.task));
    coir_close(&self->here);
    coir_close(&self->there);
}
ASYNC_END

struct both_ways {
    CORO;
    struct neighbours neighbours;
};

ASYNC(both_ways) {
    AWAIT(self->neighbours, neighbours, .reader_goes = false);
    AWAIT(self->neighbours, neighbours, .reader_goes = true);
}
ASYNC_END

START_TEST(who_gives_up_takes_nobody_elses_wish_along) {
    RUN(_i, both_ways);
}
END_TEST

/* ---- A connection that the network broke ---- */

#ifdef __GLIBC__
static int broken_by;

/* In place of the system's: the next connection was broken by that. */
int accept4(int fd, __SOCKADDR_ARG address, socklen_t *size, int flags) {
    int connection = accept(fd, address, size);
    (void)flags; /* neither blocking nor a child matters here */
    if (connection >= 0 && broken_by) {
        close(connection);
        errno = broken_by;
        broken_by = 0;
        return -1;
    }
    return connection;
}

struct greet {
    COIR_CONNECTION;
};

ASYNC(greet) {
    AWAIT(coir_write_all(self->stream, "!", 1));
}
ASYNC_END

struct broken {
    CORO;
    struct coir_listener listener;
    COIR_TASK(coir_serve) server;
    struct coir_stream first, second;
    struct coir_open_tcp open;
    char got;
    int why;
};

ASYNC(broken) {
    MUST(coir_listen(&self->listener, &loop, "127.0.0.1", 0) == 0);
    broken_by = self->why;
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->listener.address.port,
          .stream = &self->first);
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->listener.address.port,
          .stream = &self->second);
    START(&loop, self->server, coir_serve, .listener = &self->listener, COIR_HANDLER(greet));
    AWAIT(coir_read_exactly(&self->second, &self->got, 1));
    MUST(broken_by == 0 && !coir_done(&self->server.task));
    coir_close(&self->first);
    coir_close(&self->second);
    coir_listener_close(&self->listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

struct all_broken {
    CORO;
    struct broken broken;
    int i;
};

static const int reasons[] = {ENETDOWN, EPROTO,       ENOPROTOOPT, EHOSTDOWN,
                              ENONET,   EHOSTUNREACH, ENETUNREACH, ECONNABORTED};

ASYNC(all_broken) {
    for (self->i = 0; self->i < (int)(sizeof reasons / sizeof *reasons); self->i++)
        AWAIT(self->broken, broken, .why = reasons[self->i]);
}
ASYNC_END

START_TEST(a_connection_broken_by_the_network_does_not_end_a_server) {
    RUN(_i, all_broken);
}
END_TEST
#endif

int main(void) {
    Suite *suite = suite_create("readiness");
    TCase *readiness = tcase_create("readiness");
    tcase_add_loop_test(readiness, messages_that_came_together_are_read_one_by_one, 0, PORTS);
    tcase_add_loop_test(readiness, what_stands_behind_an_urgent_byte_is_read, 0, PORTS);
    tcase_add_loop_test(readiness, who_gives_up_takes_nobody_elses_wish_along, 0, PORTS);
#ifdef __GLIBC__
    tcase_add_loop_test(readiness, a_connection_broken_by_the_network_does_not_end_a_server, 0,
                        PORTS);
#endif
    suite_add_tcase(suite, readiness);
    return run_suite(suite);
}
