/* test_serve.c - servers: how many at once, how they stop, and what they do when descriptors run out.
 *
 * Where time matters it is virtual; else each test runs on every port, and none takes time.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "coir/group.h"
#include "net.h"

static struct coir_listener listener;

/* ---- A handler that is told what to do ---- */

/* It sleeps as many tenths of a second as the client's byte says, then answers; on the way out it
 * may need two turns more. */
static int begun, finished, cleaned, now_running, most_running;

struct worker {
    COIR_CONNECTION;
    uint8_t tenths;
};

ASYNC(worker) {
    begun++;
    if (++now_running > most_running)
        most_running = now_running;
    TRY {
        AWAIT(coir_read_exactly(self->stream, &self->tenths, 1));
        AWAIT(coir_sleep(COIR_MS(100) * self->tenths));
        AWAIT(coir_write_all(self->stream, "!", 1));
        finished++;
    }
    FINALLY {
        TRY {
            AWAIT(coir_sleep(0));
            AWAIT(coir_sleep(0));
            cleaned++;
        }
        FINALLY {
            now_running--;
        }
        TRY_END
    }
    TRY_END
}
ASYNC_END

static void forget_work(void) {
    begun = finished = cleaned = now_running = most_running = 0;
}

/* A client that asks for a time and waits for the answer or the end. */
struct client {
    CORO;
    uint8_t tenths;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char answer;
    int n, error;
};

ASYNC(client) {
    TRY {
        AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = listener.address.port,
              .stream = &self->stream);
        AWAIT(coir_write_all(&self->stream, &self->tenths, 1));
        AWAIT_INTO(self->n, coir_read(&self->stream, &self->answer, 1));
    }
    CATCH(COIR_ERROR) {
        self->error = COIR_CAUGHT;
    }
    FINALLY {
        coir_close(&self->stream);
    }
    TRY_END
}
ASYNC_END

static int listen_here(void) {
    forget_work();
    return coir_listen(&listener, &loop, "127.0.0.1", 0);
}

/* ---- Stopping ---- */

struct stopped {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) quick, slow, late;
    coir_time began;
};

/* At 100 ms the listener is closed. Who needs 500 ms may finish; who needs 20 s is cancelled a
 * second later, cleans up, and only then is the server done. Who comes late is refused. */
ASYNC(stopped) {
    MUST(listen_here() == 0);
    self->began = coir_now();
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .grace = COIR_S(1));
    START(&loop, self->quick, client, .tenths = 5);
    START(&loop, self->slow, client, .tenths = 200);
    AWAIT(coir_sleep_ms(100));
    coir_listener_close(&listener);
    START(&loop, self->late, client, .tenths = 1);
    AWAIT(coir_join(&self->late.task));
    MUST(self->late.frame.error == COIR_REFUSED);
    MUST(coir_is_running(&self->server.task));
    AWAIT(coir_join(&self->server.task));
    MUST(coir_now() - self->began == COIR_MS(1100));
    MUST(begun == 2 && finished == 1 && cleaned == 2);
    AWAIT(coir_join(&self->quick.task));
    AWAIT(coir_join(&self->slow.task));
    MUST(self->quick.frame.n == 1 && self->slow.frame.n == 0);
}
ASYNC_END

START_TEST(a_server_that_stops_lets_handlers_finish_until_the_deadline_and_cancels_them_then) {
    RUN(VIRTUAL, stopped);
}
END_TEST

struct idle {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client;
    coir_time began;
};

ASYNC(idle) {
    MUST(listen_here() == 0);
    self->began = coir_now();
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .grace = COIR_S(9));
    START(&loop, self->client, client, .tenths = 20);
    AWAIT(coir_sleep_ms(100));
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
    MUST(coir_now() - self->began == COIR_S(2));
    MUST(finished == 1);
    AWAIT(coir_join(&self->client.task));
}
ASYNC_END

START_TEST(a_server_that_stops_is_done_when_its_last_handler_is) {
    RUN(VIRTUAL, idle);
}
END_TEST

struct forever {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client;
};

ASYNC(forever) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .grace = COIR_FOREVER);
    START(&loop, self->client, client, .tenths = 255);
    AWAIT(coir_sleep_ms(100));
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
    MUST(finished == 1);
    AWAIT(coir_join(&self->client.task));
}
ASYNC_END

START_TEST(a_server_with_endless_patience_waits_for_everybody) {
    RUN(VIRTUAL, forever);
}
END_TEST

struct at_once {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client;
};

ASYNC(at_once) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .grace = -1);
    START(&loop, self->client, client, .tenths = 255);
    AWAIT(coir_sleep_ms(100));
    MUST(begun == 1);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
    MUST(coir_now() < COIR_S(1) && cleaned == 1 && finished == 0);
    AWAIT(coir_join(&self->client.task));
}
ASYNC_END

START_TEST(a_server_without_patience_cancels_at_once_and_waits_for_the_cleanup) {
    RUN(VIRTUAL, at_once);
}
END_TEST

struct cancelled {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client, late;
    coir_time began;
};

/* The first request stops it, the second one ends its patience; both are requests to cancel. */
ASYNC(cancelled) {
    MUST(listen_here() == 0);
    self->began = coir_now();
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .grace = COIR_S(60));
    START(&loop, self->client, client, .tenths = 255);
    AWAIT(coir_sleep_ms(100));
    coir_cancel(&self->server.task);
    AWAIT(coir_sleep_ms(100));
    MUST(coir_is_running(&self->server.task));
    START(&loop, self->late, client, .tenths = 1);
    AWAIT(coir_join(&self->late.task));
    MUST(self->late.frame.error == COIR_REFUSED);
    coir_cancel(&self->server.task);
    TRY {
        AWAIT(coir_join(&self->server.task));
    }
    CATCH(COIR_CANCELLED) {
    }
    TRY_END
    MUST(coir_cancelled(&self->server.task));
    MUST(coir_now() - self->began < COIR_S(1) && cleaned == 1 && finished == 0);
    AWAIT(coir_join(&self->client.task));
}
ASYNC_END

START_TEST(cancelling_a_server_stops_it_and_again_ends_its_patience) {
    RUN(VIRTUAL, cancelled);
}
END_TEST

/* Three clients and a server with one place less, which is cancelled after so many turns. */
static int turns;

struct any_time {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) clients[3];
    int i;
};

ASYNC(any_time) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker), .limit = 2,
          .grace = -1);
    for (self->i = 0; self->i < 3; self->i++)
        START(&loop, self->clients[self->i], client);
    for (self->i = 0; self->i < turns; self->i++)
        AWAIT(coir_sleep(0));
    coir_cancel(&self->server.task);
    TRY {
        AWAIT(coir_join(&self->server.task));
    }
    CATCH(COIR_CANCELLED) {
    }
    TRY_END
    coir_listener_close(&listener); /* a server that never ran did not */
    MUST(now_running == 0);
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(coir_join(&self->clients[self->i].task));
}
ASYNC_END

START_TEST(a_server_may_be_cancelled_at_any_moment) {
    for (turns = 0; turns < 20; turns++)
        RUN(_i, any_time);
}
END_TEST

struct left {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client;
};

/* Without a grace the connection outlives its server, whose frame may go. */
ASYNC(left) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker));
    START(&loop, self->client, client, .tenths = 10);
    AWAIT(coir_sleep_ms(100));
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
    MUST(finished == 0 && begun == 1);
    memset(&self->server.frame, 0xdd, sizeof self->server.frame);
    AWAIT(coir_join(&self->client.task));
    MUST(finished == 1 && self->client.frame.n == 1);
}
ASYNC_END

START_TEST(without_a_grace_connections_go_on_when_their_server_has_ended) {
    RUN(VIRTUAL, left);
}
END_TEST

/* ---- How many at once ---- */

enum { MANY = 12, LIMIT = 3 };

struct limited {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) clients[MANY];
    int i;
};

ASYNC(limited) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .limit = LIMIT);
    for (self->i = 0; self->i < MANY; self->i++)
        START(&loop, self->clients[self->i], client, .tenths = 0);
    for (self->i = 0; self->i < MANY; self->i++) {
        AWAIT(coir_join(&self->clients[self->i].task));
        MUST(self->clients[self->i].frame.n == 1);
    }
    MUST(finished == MANY && most_running == LIMIT);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

START_TEST(more_clients_than_the_limit_wait_for_a_place_and_are_all_served) {
    RUN(_i, limited);
}
END_TEST

struct crowded {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) first, second;
};

ASYNC(crowded) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker), .limit = 1);
    START(&loop, self->first, client, .tenths = 10);
    START(&loop, self->second, client, .tenths = 10);
    AWAIT(coir_sleep_ms(100));
    MUST(begun == 1);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
    MUST(coir_now() < COIR_MS(500));
    AWAIT(coir_join(&self->first.task));
    AWAIT(coir_join(&self->second.task));
    MUST(self->first.frame.n == 1 && self->second.frame.n != 1);
}
ASYNC_END

START_TEST(a_server_at_its_limit_is_told_that_its_listener_was_closed) {
    RUN(VIRTUAL, crowded);
}
END_TEST

/* ---- Descriptors run out ---- */

static bool starved;
static int accepts;

COIR_C_BEGIN_
int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags);
COIR_C_END_

int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags) {
    accepts++;
    if (starved) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_accept4, fd, address, size, flags);
}

struct starving {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) first, second;
};

/* The first client keeps its place until 1.55 s; from 1 s on no descriptor is to be had, and the
 * second client waits. It is served when the first one has gone, not at the next tenth. */
ASYNC(starving) {
    MUST(listen_here() == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
          .grace = COIR_FOREVER);
    AWAIT(coir_sleep_ms(50));
    START(&loop, self->first, client, .tenths = 15);
    AWAIT(coir_sleep_ms(950));
    starved = true;
    accepts = 0;
    START(&loop, self->second, client, .tenths = 0);
    AWAIT(coir_sleep_ms(500));
    MUST(accepts > 1 && accepts < 10);
    starved = false;
    MUST(begun == 1);
    AWAIT(coir_join(&self->second.task));
    MUST(coir_now() <= COIR_MS(1550));
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->first.task));
    AWAIT(coir_join(&self->server.task));
    MUST(finished == 2);
}
ASYNC_END

START_TEST(out_of_descriptors_a_server_waits_and_goes_on_when_a_connection_ends) {
    RUN(VIRTUAL, starving);
    starved = false;
}
END_TEST

/* ---- Several listeners ---- */

static struct coir_listener others[2];

struct several {
    CORO;
    COIR_TASK(coir_serve) servers[2];
    COIR_TASK(client) clients[4];
    struct coir_address address;
    int i;
};

/* Two listeners share a port, as those of two processes would; each has a server. */
ASYNC(several) {
    forget_work();
    MUST(coir_address_set(&self->address, "127.0.0.1", 0) == 0);
    MUST(coir_listen_at(&others[0], &loop, &self->address, 16, COIR_REUSE_PORT) == 0);
    self->address = others[0].address;
    MUST(coir_listen_at(&others[1], &loop, &self->address, 16, 0) == COIR_ADDRESS_IN_USE);
    MUST(coir_listen_at(&others[1], &loop, &self->address, 16, COIR_REUSE_PORT) == 0);
    listener.address = self->address;
    for (self->i = 0; self->i < 2; self->i++)
        START(&loop, self->servers[self->i], coir_serve, .listener = &others[self->i],
              COIR_HANDLER(worker), .grace = COIR_FOREVER);
    for (self->i = 0; self->i < 4; self->i++)
        START(&loop, self->clients[self->i], client, .tenths = 0);
    for (self->i = 0; self->i < 4; self->i++) {
        AWAIT(coir_join(&self->clients[self->i].task));
        MUST(self->clients[self->i].frame.n == 1);
    }
    for (self->i = 0; self->i < 2; self->i++) {
        coir_listener_close(&others[self->i]);
        AWAIT(coir_join(&self->servers[self->i].task));
    }
    MUST(finished == 4);
}
ASYNC_END

START_TEST(servers_on_a_shared_port_serve_everybody_between_them) {
    RUN(_i, several);
}
END_TEST

static bool no_ipv6;

struct both {
    CORO;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client;
    struct coir_address any;
};

ASYNC(both) {
    forget_work();
    MUST(coir_address_set(&self->any, "::", 0) == 0);
    no_ipv6 = coir_listen_at(&listener, &loop, &self->any, 0, COIR_DUAL_STACK) < 0;
    if (no_ipv6)
        RETURN();
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker));
    START(&loop, self->client, client, .tenths = 0);
    AWAIT(coir_join(&self->client.task));
    MUST(self->client.frame.n == 1);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
    /* Not without the option. */
    MUST(coir_listen_at(&listener, &loop, &self->any, 0, 0) == 0);
    START(&loop, self->client, client, .tenths = 0);
    AWAIT(coir_join(&self->client.task));
    MUST(self->client.frame.error == COIR_REFUSED);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(one_listener_takes_both_families_when_told) {
    RUN(_i, both);
    if (no_ipv6)
        printf("# this machine has no IPv6\n");
}
END_TEST

/* ---- A group of servers ---- */

struct grouped {
    CORO;
    struct coir_group group;
    COIR_TASK(coir_serve) server;
    COIR_TASK(client) client;
};

/* Handlers in the group of their server: cancelling the group ends them all. */
ASYNC(grouped) {
    MUST(listen_here() == 0);
    START(&loop, self->client, client, .tenths = 255);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->server, coir_serve, .listener = &listener, COIR_HANDLER(worker),
              .scope = &self->group.scope, .grace = -1);
        AWAIT(coir_sleep_ms(100));
        MUST(begun == 1);
        coir_group_cancel(&self->group);
    }
    ASYNC_WITH_END
    MUST(cleaned == 1 && finished == 0);
    AWAIT(coir_join(&self->client.task));
}
ASYNC_END

START_TEST(a_group_holds_a_server_and_its_handlers) {
    RUN(VIRTUAL, grouped);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("serve");
    TCase *tests = tcase_create("serve");
    tcase_set_timeout(tests, 60);
    tcase_add_test(
        tests, a_server_that_stops_lets_handlers_finish_until_the_deadline_and_cancels_them_then);
    tcase_add_test(tests, a_server_that_stops_is_done_when_its_last_handler_is);
    tcase_add_test(tests, a_server_with_endless_patience_waits_for_everybody);
    tcase_add_test(tests, a_server_without_patience_cancels_at_once_and_waits_for_the_cleanup);
    tcase_add_test(tests, cancelling_a_server_stops_it_and_again_ends_its_patience);
    tcase_add_loop_test(tests, a_server_may_be_cancelled_at_any_moment, 0, PORTS);
    tcase_add_test(tests, without_a_grace_connections_go_on_when_their_server_has_ended);
    tcase_add_loop_test(tests, more_clients_than_the_limit_wait_for_a_place_and_are_all_served, 0,
                        PORTS);
    tcase_add_test(tests, a_server_at_its_limit_is_told_that_its_listener_was_closed);
    tcase_add_test(tests, out_of_descriptors_a_server_waits_and_goes_on_when_a_connection_ends);
    tcase_add_loop_test(tests, servers_on_a_shared_port_serve_everybody_between_them, 0, PORTS);
    tcase_add_loop_test(tests, one_listener_takes_both_families_when_told, 0, PORTS);
    tcase_add_test(tests, a_group_holds_a_server_and_its_handlers);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
