/* test_datagram.c - messages over UDP and Unix datagrams: whole, cut, refused, and cancelled.
 *
 * Each test runs on every port, virtual clock, poll and epoll; none takes time. Over loopback no
 * message is lost as long as it fits the receiver's queue.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <check.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "coir/datagram.h"
#include "net.h"

static struct coir_datagram here, there;

static struct coir_address internet(const char *host) {
    struct coir_address address;
    ck_assert_int_eq(coir_address_set(&address, host, 0), 0);
    return address;
}

/* Two sockets that know each other's address; false if the machine has no such address. */
static bool open_two(const char *host) {
    struct coir_address any = internet(host);
    if (coir_open_datagram(&here, &loop, &any, NULL, 0) < 0)
        return false;
    ck_assert_int_eq(coir_open_datagram(&there, &loop, &any, NULL, 0), 0);
    return true;
}

static void close_two(void) {
    coir_datagram_close(&here);
    coir_datagram_close(&there);
}

/* Receives one message. */
struct receiver {
    CORO;
    struct coir_datagram *socket;
    char text[16];
    struct coir_address from;
    int n;
};

ASYNC(receiver) {
    AWAIT_INTO(self->n,
               coir_receive_from(self->socket, self->text, sizeof self->text, &self->from));
}
ASYNC_END

/* ---- There and back ---- */

static const char *host;
static bool missing;

struct answer {
    CORO;
    COIR_TASK(receiver) receiver;
    char text[16];
    struct coir_address from;
    int n;
};

/* The receiver waits before the message is sent, and answers to where it came from. */
ASYNC(answer) {
    missing = !open_two(host);
    if (missing)
        RETURN();
    START(&loop, self->receiver, receiver, .socket = &there);
    AWAIT(coir_sleep(0));
    AWAIT(coir_send_to(&here, "question", 8, &there.address));
    AWAIT(coir_join(&self->receiver.task));
    MUST(self->receiver.frame.n == 8 && memcmp(self->receiver.frame.text, "question", 8) == 0);
    MUST(self->receiver.frame.from.port == here.address.port);
    AWAIT(coir_send_to(&there, "answer", 6, &self->receiver.frame.from));
    AWAIT_INTO(self->n, coir_receive_from(&here, self->text, sizeof self->text, &self->from));
    MUST(self->n == 6 && memcmp(self->text, "answer", 6) == 0);
    MUST(memcmp(&self->from, &there.address, sizeof self->from) == 0);
    close_two();
}
ASYNC_END

START_TEST(a_message_is_answered_over_ipv4) {
    host = "127.0.0.1";
    RUN(_i, answer);
    ck_assert(!missing);
}
END_TEST

START_TEST(a_message_is_answered_over_ipv6) {
    host = "::1";
    RUN(_i, answer);
    if (missing)
        printf("# this machine has no ::1\n");
}
END_TEST

/* ---- Edges of messages ---- */

struct edges {
    CORO;
    char text[16], big[70000];
    struct coir_address from;
    int n, error;
};

ASYNC(edges) {
    MUST(open_two("127.0.0.1"));
    AWAIT(coir_send_to(&here, "one", 3, &there.address));
    AWAIT(coir_send_to(&here, "", 0, &there.address));
    AWAIT(coir_send_to(&here, "a long one", 10, &there.address));
    AWAIT(coir_send_to(&here, "last", 4, &there.address));
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, 3, NULL));
    MUST(self->n == 3 && memcmp(self->text, "one", 3) == 0);
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, 3, NULL));
    MUST(self->n == 0);
    TRY {
        AWAIT_INTO(self->n, coir_receive_from(&there, self->text, 3, &self->from));
    }
    CATCH(COIR_MESSAGE_SIZE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_MESSAGE_SIZE && memcmp(self->text, "a l", 3) == 0);
    MUST(there.size == 10 && self->from.port == here.address.port);
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, sizeof self->text, NULL));
    MUST(self->n == 4 && memcmp(self->text, "last", 4) == 0);
    self->error = 0;
    TRY {
        AWAIT(coir_send_to(&here, self->big, sizeof self->big, &there.address));
    }
    CATCH(COIR_MESSAGE_SIZE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_MESSAGE_SIZE);
    close_two();
}
ASYNC_END

START_TEST(messages_keep_their_edges_and_one_that_is_cut_says_so) {
    RUN(_i, edges);
}
END_TEST

/* ---- Cancelling and closing ---- */

struct chooser {
    CORO;
    COIR_TASK(receiver) first, second;
};

/* Cancelled when the message is there: the next one gets it. */
ASYNC(chooser) {
    MUST(open_two("127.0.0.1"));
    START(&loop, self->first, receiver, .socket = &there);
    AWAIT(coir_sleep(0));
    AWAIT(coir_send_to(&here, "for one", 7, &there.address));
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->first.task));
    START(&loop, self->second, receiver, .socket = &there);
    AWAIT(coir_join(&self->second.task));
    MUST(self->second.frame.n == 7);
    /* The same when the report has woken it, and it has not run yet. */
    START(&loop, self->first, receiver, .socket = &there);
    AWAIT(coir_sleep(0));
    AWAIT(coir_send_to(&here, "another", 7, &there.address));
    coir_descriptor_ready(&there.descriptor, COIR_READABLE);
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->first.task));
    START(&loop, self->second, receiver, .socket = &there);
    AWAIT(coir_join(&self->second.task));
    MUST(self->second.frame.n == 7);
    /* Closed: who waits is told. */
    START(&loop, self->first, receiver, .socket = &there);
    AWAIT(coir_sleep(0));
    close_two();
    AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->first.task) == COIR_CLOSED);
    close_two();
}
ASYNC_END

START_TEST(a_cancelled_receiver_loses_no_message_and_a_closed_one_is_told) {
    RUN(_i, chooser);
}
END_TEST

/* ---- Peers ---- */

struct lonely {
    CORO;
    struct coir_address gone;
    char text[16];
    int n, i, refused;
};

/* The peer's port is closed: the first message is lost, and a later call tells. Then somebody
 * comes, and the socket works. */
ASYNC(lonely) {
    MUST(open_two("127.0.0.1"));
    self->gone = there.address;
    close_two();
    MUST(coir_open_datagram(&here, &loop, NULL, &self->gone, 0) == 0);
    AWAIT(coir_send_to(&here, "hello", 5, NULL));
    TRY {
        AWAIT_INTO(self->n, coir_receive_from(&here, self->text, sizeof self->text, NULL));
    }
    CATCH(COIR_REFUSED) {
        self->refused = 1;
    }
    TRY_END
    MUST(self->refused);
    MUST(coir_open_datagram(&there, &loop, &self->gone, NULL, 0) == 0);
    AWAIT(coir_send_to(&here, "again", 5, NULL));
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, sizeof self->text, NULL));
    MUST(self->n == 5);
    close_two();
}
ASYNC_END

START_TEST(a_peer_that_is_not_there_refuses_and_the_socket_works_on) {
    RUN(_i, lonely);
}
END_TEST

struct faithful {
    CORO;
    struct coir_datagram stranger;
    struct coir_address any;
    char text[16];
    int n, error;
};

ASYNC(faithful) {
    self->any = internet("127.0.0.1");
    MUST(open_two("127.0.0.1"));
    self->any = there.address;
    coir_datagram_close(&there);
    MUST(coir_open_datagram(&there, &loop, &self->any, &here.address, 0) == 0);
    self->any = internet("127.0.0.1");
    MUST(coir_open_datagram(&self->stranger, &loop, &self->any, NULL, 0) == 0);
    AWAIT(coir_send_to(&self->stranger, "listen to me", 12, &there.address));
    AWAIT(coir_send_to(&here, "me", 2, &there.address));
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, sizeof self->text, NULL));
    MUST(self->n == 2);
    TRY {
        AWAIT(coir_send_to(&self->stranger, "to whom?", 8, NULL));
    }
    CATCH(COIR_VALUE) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_VALUE);
    coir_datagram_close(&self->stranger);
    close_two();
}
ASYNC_END

START_TEST(a_peer_is_the_only_one_who_is_heard) {
    RUN(_i, faithful);
}
END_TEST

/* ---- Unix ---- */

static char folder[40];

static struct coir_address in_folder(const char *name) {
    struct coir_address address;
    char path[60];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    ck_assert_int_eq(coir_address_set_unix(&address, path), 0);
    return address;
}

static void make_folder(void) {
    strcpy(folder, "/tmp/coir-datagram-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

struct local {
    CORO;
    struct coir_address one, two, from;
    char text[16], path[COIR_ADDRESS_TEXT];
    int n;
};

ASYNC(local) {
    self->one = in_folder("one");
    self->two = in_folder("two");
    MUST(coir_open_datagram(&here, &loop, &self->one, NULL, 0) == 0);
    MUST(coir_open_datagram(&there, &loop, &self->two, NULL, 0) == 0);
    AWAIT(coir_send_to(&here, "hello", 5, &self->two));
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, sizeof self->text, &self->from));
    MUST(self->n == 5);
    MUST(memcmp(&self->from, &self->one, sizeof self->from) == 0);
    coir_datagram_close(&here);
    /* One without a name. */
    MUST(coir_open_datagram(&here, &loop, NULL, &self->two, 0) == 0);
    AWAIT(coir_send_to(&here, "anonymous", 9, NULL));
    AWAIT_INTO(self->n, coir_receive_from(&there, self->text, sizeof self->text, &self->from));
    MUST(self->n == 9);
    MUST(strcmp(coir_address_text(&self->from, self->path), "unix:") == 0);
    close_two();
}
ASYNC_END

START_TEST(unix_datagrams_have_names_and_their_files_are_removed) {
    make_folder();
    RUN(_i, local);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

enum { MANY = 3000 };

struct sender {
    CORO;
    struct coir_datagram *socket;
    int i;
};

static int sent;

ASYNC(sender) {
    for (self->i = 0; self->i < MANY; self->i++) {
        AWAIT(coir_send_to(self->socket, &self->i, sizeof self->i, NULL));
        sent = self->i + 1;
    }
}
ASYNC_END

struct pressed {
    CORO;
    COIR_TASK(sender) sender;
    struct coir_datagram stranger;
    struct coir_address address;
    int i, n, number, error;
};

/* A Unix socket loses nothing: its sender waits for room, and all come in order. One who is not
 * its peer cannot wait. */
ASYNC(pressed) {
    self->address = in_folder("full");
    MUST(coir_open_datagram(&there, &loop, &self->address, NULL, 0) == 0);
    MUST(coir_open_datagram(&here, &loop, NULL, &self->address, 0) == 0);
    sent = 0;
    START(&loop, self->sender, sender, .socket = &here);
    for (self->i = 0; self->i < 200; self->i++)
        AWAIT(coir_sleep(0));
    MUST(sent > 0 && sent < MANY);
    self->address = in_folder("stranger");
    MUST(coir_open_datagram(&self->stranger, &loop, &self->address, NULL, 0) == 0);
    self->address = in_folder("full");
    TRY {
        AWAIT(coir_send_to(&self->stranger, "x", 1, &self->address));
    }
    CATCH(COIR_BUFFERS) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_BUFFERS);
    coir_datagram_close(&self->stranger);
    for (self->i = 0; self->i < MANY; self->i++) {
        AWAIT_INTO(self->n, coir_receive_from(&there, &self->number, sizeof self->number, NULL));
        MUST(self->n == sizeof self->number && self->number == self->i);
    }
    AWAIT(coir_join(&self->sender.task));
    close_two();
}
ASYNC_END

START_TEST(a_full_receiver_is_waited_for_and_nothing_is_lost) {
    make_folder();
    RUN(_i, pressed);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* ---- Fairness ---- */

struct talker {
    CORO;
    int i, n;
    char byte;
};

static int talked;

/* Sends to itself, so it never has to wait. */
ASYNC(talker) {
    for (self->i = 0; self->i < 1000; self->i++) {
        AWAIT(coir_send_to(&here, "x", 1, &here.address));
        AWAIT_INTO(self->n, coir_receive_from(&here, &self->byte, 1, NULL));
        talked++;
    }
}
ASYNC_END

struct fair {
    CORO;
    COIR_TASK(talker) talker;
};

ASYNC(fair) {
    talked = 0;
    MUST(open_two("127.0.0.1"));
    START(&loop, self->talker, talker);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(talked < 100);
    AWAIT(coir_join(&self->talker.task));
    MUST(talked == 1000);
    close_two();
}
ASYNC_END

START_TEST(one_who_never_has_to_wait_lets_the_others_run) {
    RUN(_i, fair);
}
END_TEST

/* ---- Options ---- */

struct shared {
    CORO;
    struct coir_address group;
    char text[16];
    int n, error;
};

ASYNC(shared) {
    MUST(open_two("127.0.0.1"));
    coir_datagram_close(&there);
    self->group = here.address;
    MUST(coir_open_datagram(&there, &loop, &self->group, NULL, 0) == COIR_ADDRESS_IN_USE);
    coir_datagram_close(&here);
    MUST(coir_open_datagram(&here, &loop, &self->group, NULL, COIR_REUSE_PORT) == 0);
    MUST(coir_open_datagram(&there, &loop, &self->group, NULL, COIR_REUSE_PORT) == 0);
    close_two();
    /* Broadcasts are refused without the option. */
    self->group = internet("0.0.0.0");
    MUST(coir_open_datagram(&here, &loop, &self->group, NULL, 0) == 0);
    self->group = internet("255.255.255.255");
    self->group.port = here.address.port;
    TRY {
        AWAIT(coir_send_to(&here, "all", 3, &self->group));
    }
    CATCH(COIR_DENIED) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_DENIED);
    MUST(coir_join_multicast(&here, &here.address) == COIR_VALUE);
    coir_datagram_close(&here);
}
ASYNC_END

START_TEST(ports_are_shared_and_broadcasts_sent_only_when_told) {
    RUN(_i, shared);
}
END_TEST

static struct coir_address ours;

/* Where its multicasts go out; else they take the default route, which there may not be. */
static void use_loopback(struct coir_datagram *socket) {
    struct in_addr loopback;
    loopback.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(socket->descriptor.fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback);
}

struct grouped {
    CORO;
    struct coir_address group;
    char text[16];
    int n;
};

/* Interface 1 is loopback. */
ASYNC(grouped) {
    self->group = internet("239.1.2.3");
    self->group.scope = 1;
    MUST(coir_open_datagram(&there, &loop, &self->group, NULL, 0) == 0);
    self->group.port = there.address.port;
    missing = coir_join_multicast(&there, &self->group) < 0;
    if (!missing) {
        MUST(coir_open_datagram(&here, &loop, &ours, NULL, 0) == 0);
        use_loopback(&here);
        AWAIT(coir_send_to(&here, "group", 5, &self->group));
        AWAIT_INTO(self->n, coir_receive_from(&there, self->text, sizeof self->text, NULL));
        MUST(self->n == 5);
    }
    close_two();
}
ASYNC_END

START_TEST(a_message_to_a_group_reaches_who_has_joined_it) {
    ours = internet("127.0.0.1");
    memset(&here, 0, sizeof here);
    RUN(_i, grouped);
    if (missing)
        printf("# this machine has no multicast on its first interface\n");
}
END_TEST

START_TEST(a_socket_costs_what_the_header_says) {
    if (sizeof(void *) == 8)
        ck_assert_uint_eq(sizeof(struct coir_datagram), 208);
}
END_TEST

START_TEST(neither_address_or_two_families_are_refused) {
    struct coir_address four = internet("127.0.0.1"), six = internet("::1");
    begin(_i);
    ck_assert_int_eq(coir_open_datagram(&here, &loop, NULL, NULL, 0), COIR_VALUE);
    ck_assert_int_eq(coir_open_datagram(&here, &loop, &four, &six, 0), COIR_VALUE);
    coir_datagram_close(&here);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("datagram");
    TCase *tests = tcase_create("datagram");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_message_is_answered_over_ipv4, 0, PORTS);
    tcase_add_loop_test(tests, a_message_is_answered_over_ipv6, 0, PORTS);
    tcase_add_loop_test(tests, messages_keep_their_edges_and_one_that_is_cut_says_so, 0, PORTS);
    tcase_add_loop_test(tests, a_cancelled_receiver_loses_no_message_and_a_closed_one_is_told, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_peer_that_is_not_there_refuses_and_the_socket_works_on, 0, PORTS);
    tcase_add_loop_test(tests, a_peer_is_the_only_one_who_is_heard, 0, PORTS);
    tcase_add_loop_test(tests, unix_datagrams_have_names_and_their_files_are_removed, 0, PORTS);
    tcase_add_loop_test(tests, a_full_receiver_is_waited_for_and_nothing_is_lost, 0, PORTS);
    tcase_add_loop_test(tests, one_who_never_has_to_wait_lets_the_others_run, 0, PORTS);
    tcase_add_loop_test(tests, ports_are_shared_and_broadcasts_sent_only_when_told, 0, PORTS);
    tcase_add_loop_test(tests, a_message_to_a_group_reaches_who_has_joined_it, 0, PORTS);
    tcase_add_loop_test(tests, neither_address_or_two_families_are_refused, 0, PORTS);
    tcase_add_test(tests, a_socket_costs_what_the_header_says);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
