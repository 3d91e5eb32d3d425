/* test_dns.c - addresses of names, with a resolver that does as it is told; and connecting to the
 * first of them that answers.
 *
 * Each test runs on every port. No network is needed, and no time: a resolver that never answers
 * stands before a gate. Where the library was built with c-ares, it asks a name server in the same loop.
 * SPDX-License-Identifier: MIT
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/timeout.h"
#include "net.h"

/* ---- Resolvers ---- */

/* What the resolver answers with: texts of addresses, or an error. */
static const char *const *answer;
static int error_of_resolver;
static char asked[256];

static int obey(const char *host, int family, struct coir_address *addresses, unsigned count) {
    int n = 0;
    strcpy(asked, host);
    for (int i = 0; answer && answer[i] && (unsigned)n < count; i++)
        if (coir_address_set(&addresses[n], answer[i], 0) == 0)
            n += !family || addresses[n].family == family;
    return error_of_resolver ? error_of_resolver : n;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int entered, opened;

/* Never answers, until the gate is opened. */
static int never(const char *host, int family, struct coir_address *addresses, unsigned count) {
    pthread_mutex_lock(&mutex);
    entered++;
    pthread_cond_broadcast(&changed);
    while (!opened)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return obey(host, family, addresses, count);
}

static void await_entered(int n) {
    pthread_mutex_lock(&mutex);
    while (entered < n)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static void set_gate(int open) {
    pthread_mutex_lock(&mutex);
    opened = open;
    entered = open ? entered : 0;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

/* ---- Addresses ---- */

/* A lookup as a task; its host is in memory that goes with it. */
struct looker {
    CORO;
    const char *name;
    int family, number;
    unsigned count;
    bool alternate;
    coir_resolver resolve;
    struct coir_pool *pool;
    struct coir_getaddrinfo look;
    struct coir_address found[8];
    char host[300];
};

ASYNC(looker) {
    strcpy(self->host, self->name);
    AWAIT(self->look, coir_getaddrinfo, .host = self->host, .port = self->number,
          .family = self->family, .addresses = self->found, .count = self->count,
          .alternate = self->alternate, .resolve = self->resolve, .pool = self->pool);
}
ASYNC_END

/* All addresses of a lookup in one text. */
static const char *all_of(const struct looker *looker) {
    static char text[8 * COIR_ADDRESS_TEXT];
    char one[COIR_ADDRESS_TEXT];
    text[0] = 0;
    for (int i = 0; i < looker->look.result; i++) {
        strcat(text, i ? " " : "");
        strcat(text, coir_address_text(&looker->found[i], one));
    }
    return text;
}

struct numeric {
    CORO;
    COIR_TASK(looker) looker;
    int i;
};

/* host, family, room; and what is found, or an error. */
static const struct {
    const char *host;
    int family;
    unsigned count;
    const char *found;
    int error;
} numerics[] = {
    {"127.0.0.1", 0, 8, "127.0.0.1:80", 0},
    {"127.0.0.1", 4, 1, "127.0.0.1:80", 0},
    {"::1", 6, 8, "[::1]:80", 0},
    {"localhost", 0, 8, "127.0.0.1:80 [::1]:80", 0},
    {"localhost", 6, 8, "[::1]:80", 0},
    {"localhost", 0, 1, "127.0.0.1:80", 0},
    {"127.0.0.1", 6, 8, NULL, COIR_UNKNOWN_HOST},
    {"::1", 4, 8, NULL, COIR_UNKNOWN_HOST},
    {"", 0, 8, NULL, COIR_UNKNOWN_HOST},
    {"127.0.0.1", 0, 0, NULL, COIR_VALUE},
    {"127.0.0.1", 5, 8, NULL, COIR_VALUE},
};

ASYNC(numeric) {
    for (self->i = 0; self->i < (int)(sizeof numerics / sizeof numerics[0]); self->i++) {
        START(&loop, self->looker, looker, .name = numerics[self->i].host, .number = 80,
              .family = numerics[self->i].family, .count = numerics[self->i].count,
              .resolve = obey);
        AWAIT(coir_sleep(0));
        MUST(coir_done(&self->looker.task));
        MUST(coir_outcome(&self->looker.task) == numerics[self->i].error);
        if (numerics[self->i].found)
            MUST(strcmp(all_of(&self->looker.frame), numerics[self->i].found) == 0);
    }
    START(&loop, self->looker, looker, .name = "example.org", .number = 65536, .count = 1);
    AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->looker.task) == COIR_VALUE);
    MUST(loop.services == NULL);
}
ASYNC_END

START_TEST(numeric_addresses_and_localhost_need_no_thread) {
    RUN(_i, numeric);
}
END_TEST

struct named {
    CORO;
    struct looker looker;
    int error;
};

static const char *const several[] = {"192.0.2.1", "192.0.2.2",   "192.0.2.3",
                                      "192.0.2.4", "2001:db8::1", NULL};

ASYNC(named) {
    answer = several;
    error_of_resolver = 0;
    AWAIT(self->looker, looker, .name = "example.org", .number = 443, .count = 3, .resolve = obey);
    MUST(strcmp(asked, "example.org") == 0);
    MUST(strcmp(all_of(&self->looker), "192.0.2.1:443 192.0.2.2:443 192.0.2.3:443") == 0);
    AWAIT(self->looker, looker, .name = "example.org", .number = 443, .count = 3, .resolve = obey,
          .alternate = true);
    MUST(strcmp(all_of(&self->looker), "192.0.2.1:443 [2001:db8::1]:443 192.0.2.2:443") == 0);
    AWAIT(self->looker, looker, .name = "example.org", .number = 443, .count = 8, .resolve = obey,
          .alternate = true);
    MUST(strcmp(all_of(&self->looker), "192.0.2.1:443 [2001:db8::1]:443 192.0.2.2:443 "
                                       "192.0.2.3:443 192.0.2.4:443") == 0);
    AWAIT(self->looker, looker, .name = "example.org", .number = 443, .count = 8, .resolve = obey,
          .family = 6);
    MUST(strcmp(all_of(&self->looker), "[2001:db8::1]:443") == 0);
}
ASYNC_END

START_TEST(a_name_has_several_addresses_in_order_or_families_in_turns) {
    RUN(_i, named);
}
END_TEST

struct unknown {
    CORO;
    COIR_TASK(looker) looker;
    int i;
};

static char too_long[255];
static const int failures[] = {COIR_UNKNOWN_HOST, COIR_NAME_SERVER, COIR_NO_MEMORY, 0};

ASYNC(unknown) {
    answer = NULL;
    for (self->i = 0; self->i < 4; self->i++) {
        error_of_resolver = failures[self->i];
        START(&loop, self->looker, looker, .name = "no.such.host", .count = 8, .resolve = obey);
        while (!coir_done(&self->looker.task))
            AWAIT(coir_sleep(0));
        MUST(coir_outcome(&self->looker.task) ==
             (failures[self->i] ? failures[self->i] : (int)COIR_UNKNOWN_HOST));
    }
    memset(too_long, 'a', 254);
    START(&loop, self->looker, looker, .name = too_long, .count = 8, .resolve = obey);
    AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->looker.task) == COIR_UNKNOWN_HOST);
}
ASYNC_END

START_TEST(what_the_resolver_says_is_raised_and_none_found_is_unknown) {
    RUN(_i, unknown);
}
END_TEST

/* Without a resolver of ours, so in the way that the library was built for. */
struct as_the_system {
    CORO;
    COIR_TASK(looker) looker;
};

static const char *some_host;

ASYNC(as_the_system) {
    START(&loop, self->looker, looker, .name = some_host, .family = 4, .count = 8);
    TRY {
        AWAIT(coir_join(&self->looker.task));
    }
    CATCH(COIR_UNKNOWN_HOST) {
    }
    TRY_END
}
ASYNC_END

static void compare_with_system(int port, const char *host) {
    static COIR_TASK(as_the_system) task;
    struct coir_address found[8];
    const struct looker *looker = &task.frame.looker.frame;
    int n = coir_resolve(host, 4, found, 8);
    some_host = host;
    memset(&task, 0, sizeof task);
    begin(port);
    START(&loop, task, as_the_system);
    ck_assert_int_eq(coir_run_main(&loop, &task.task), 0);
    end();
    ck_assert_int_eq(coir_outcome(&task.frame.looker.task), n < 0 ? n : 0);
    if (n > 0)
        ck_assert_mem_eq(looker->found[0].bytes, found[0].bytes, 4);
}

START_TEST(odd_numbers_mean_what_they_mean_to_the_system) {
    static const char *const odd[] = {"127.1", "0x7f.0.0.1", "2130706433", "127.0.0.01"};
    for (int i = 0; i < 4; i++)
        compare_with_system(_i, odd[i]);
}
END_TEST

/* The first name of each line with an IPv4 address. */
START_TEST(the_names_in_etc_hosts_are_found) {
    char line[300], address[100], name[200];
    FILE *hosts = fopen("/etc/hosts", "r");
    while (hosts && fgets(line, sizeof line, hosts))
        if (sscanf(line, "%99[0-9.] %199[^ \t\r\n#]", address, name) == 2)
            compare_with_system(_i, name);
    if (hosts)
        fclose(hosts);
}
END_TEST

START_TEST(the_system_is_asked_and_answers) {
    struct coir_address found[4];
    char text[COIR_ADDRESS_TEXT];
    ck_assert_int_eq(coir_resolve("127.0.0.1", 0, found, 4), 1);
    ck_assert_str_eq(coir_address_text(&found[0], text), "127.0.0.1:0");
    ck_assert_int_eq(coir_resolve("::1", 6, found, 4), 1);
    ck_assert_int_eq(found[0].family, 6);
    ck_assert_int_eq(coir_resolve("::1", 4, found, 4), COIR_UNKNOWN_HOST);
}
END_TEST

/* ---- Cancelling ---- */

static struct coir_pool pool;

struct leaver {
    CORO;
    COIR_TASK(looker) first, second;
};

/* The first is under way, the second has not begun. */
ASYNC(leaver) {
    set_gate(0);
    asked[0] = 0;
    coir_pool_init(&pool, 1);
    START(&loop, self->first, looker, .name = "slow.example", .count = 8, .resolve = never,
          .pool = &pool);
    START(&loop, self->second, looker, .name = "next.example", .count = 8, .resolve = never,
          .pool = &pool);
    AWAIT(coir_sleep(0));
    await_entered(1);
    coir_cancel(&self->second.task);
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->first.task));
    MUST(coir_cancelled(&self->second.task));
    memset(&self->first, 0, sizeof self->first);
    set_gate(1);
    coir_pool_close(&pool);
    MUST(strcmp(asked, "slow.example") == 0);
}
ASYNC_END

START_TEST(a_cancelled_lookup_leaves_at_once_and_nothing_behind) {
    RUN(_i, leaver);
}
END_TEST

struct hurried {
    CORO;
    struct coir_timeout timeout;
    struct coir_open_tcp open;
    struct coir_stream stream;
    int error;
};

ASYNC(hurried) {
    set_gate(0);
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(1)) {
            AWAIT(self->open, coir_open_tcp, .host = "slow.example", .port = 80,
                  .stream = &self->stream, .resolve = never);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        self->error = CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_TIMEOUT);
    set_gate(1);
}
ASYNC_END

START_TEST(a_timeout_ends_a_connection_whose_name_is_never_found) {
    RUN(_i, hurried);
}
END_TEST

/* ---- Happy eyeballs ---- */

/* Addresses of this machine, on one port: one that accepts, and two where a connection stays in the
 * air, because nobody accepts there and the queue is full. On a third nobody listens. */
static struct coir_listener good, holes[2];
static int fillers[8], filled;
#define GOOD "127.0.0.1"
#define HOLE "127.0.0.2"
#define SECOND_HOLE "127.0.0.3"
#define REFUSES "127.0.0.4"

static void fill(const struct coir_listener *hole) {
    struct sockaddr_in to;
    socklen_t size = sizeof to;
    if (listen(hole->descriptor.fd, 0) < 0 ||
        getsockname(hole->descriptor.fd, (struct sockaddr *)&to, &size) < 0)
        return;
    for (int i = 0; i < 4; i++) {
        fillers[filled] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(fillers[filled++], (struct sockaddr *)&to, size);
    }
}

static int open_places(void) {
    int error = coir_listen(&good, &loop, GOOD, 0);
    filled = 0;
    if (error == 0)
        error = coir_listen(&holes[0], &loop, HOLE, good.address.port);
    if (error == 0)
        error = coir_listen(&holes[1], &loop, SECOND_HOLE, good.address.port);
    fill(&holes[0]);
    fill(&holes[1]);
    return error;
}

static void close_places(void) {
    while (filled)
        close(fillers[--filled]);
    coir_listener_close(&good);
    coir_listener_close(&holes[0]);
    coir_listener_close(&holes[1]);
}

struct opener {
    CORO;
    coir_time delay;
    struct coir_open_tcp open;
    struct coir_stream stream;
};

ASYNC(opener) {
    AWAIT(self->open, coir_open_tcp, .host = "example.org", .port = good.address.port,
          .stream = &self->stream, .resolve = obey, .delay = self->delay);
}
ASYNC_END

/* A race: who was found, what came of it, and how long it took on a virtual clock. */
struct race {
    CORO;
    COIR_TASK(opener) opener;
    coir_time began;
    struct coir_stream other;
    struct coir_address there;
    int i;
};

#define MS250 COIR_MS(250)
static const struct {
    const char *addresses[8];
    coir_time delay, takes;
    int error;
} races[] = {
    {{GOOD}, 0, 0, 0},
    {{REFUSES, GOOD}, 0, 0, 0},
    {{REFUSES, REFUSES, REFUSES, GOOD}, 0, 0, 0},
    {{REFUSES, "::1", GOOD}, 0, 0, 0},
    {{HOLE, GOOD}, 0, MS250, 0},
    {{HOLE, GOOD}, COIR_MS(20), COIR_MS(20), 0},
    {{HOLE, SECOND_HOLE, GOOD}, 0, 2 * MS250, 0},
    {{HOLE, REFUSES, GOOD}, 0, MS250, 0},
    {{REFUSES, HOLE, GOOD}, 0, MS250, 0},
    {{REFUSES, GOOD}, COIR_FOREVER, 0, 0},
    {{REFUSES}, 0, 0, COIR_REFUSED},
    {{REFUSES, REFUSES}, 0, 0, COIR_REFUSED},
};

/* The virtual clock tells exactly, for a connection to this machine needs no time. */
ASYNC(race) {
    error_of_resolver = 0;
    MUST(open_places() == 0);
    for (self->i = 0; self->i < (int)(sizeof races / sizeof races[0]); self->i++) {
        self->began = coir_now();
        answer = races[self->i].addresses;
        START(&loop, self->opener, opener, .delay = races[self->i].delay);
        TRY {
            AWAIT(coir_join(&self->opener.task));
        }
        CATCH(COIR_REFUSED) {
        }
        TRY_END
        MUST(coir_outcome(&self->opener.task) == races[self->i].error);
        if (loop.port == &virtual_port.port)
            MUST(coir_now() - self->began == races[self->i].takes);
        if (races[self->i].error)
            continue;
        MUST(coir_peer(&self->opener.frame.stream, &self->there) == 0);
        MUST(memcmp(self->there.bytes, "\177\0\0\1", 4) == 0);
        AWAIT(coir_accept(&good, &self->other));
        AWAIT(coir_write_all(&self->other, "x", 1));
        AWAIT(coir_read(&self->opener.frame.stream, &self->there, 1));
        coir_close(&self->other);
        coir_close(&self->opener.frame.stream);
    }
    close_places();
}
ASYNC_END

START_TEST(the_first_to_connect_is_kept_after_the_head_starts_that_it_needed) {
    RUN(_i, race);
}
END_TEST

struct cancelled {
    CORO;
    COIR_TASK(opener) opener;
    int when, i;
};

static const char *const air[] = {HOLE, SECOND_HOLE, HOLE, SECOND_HOLE, HOLE, SECOND_HOLE, NULL};

/* Cancelled when so many attempts are in the air. */
ASYNC(cancelled) {
    error_of_resolver = 0;
    answer = air;
    MUST(open_places() == 0);
    for (self->when = 1; self->when <= COIR_OPEN_MOST; self->when++) {
        START(&loop, self->opener, opener, .delay = COIR_MS(1));
        while (self->opener.frame.open.begun < self->when)
            AWAIT(coir_sleep(COIR_MS(1)));
        coir_cancel(&self->opener.task);
        AWAIT(coir_sleep(0));
        MUST(coir_cancelled(&self->opener.task));
        MUST(coir_is_closing(&self->opener.frame.stream));
    }
    close_places();
}
ASYNC_END

START_TEST(cancelled_with_several_attempts_in_the_air_all_are_closed) {
    RUN(_i, cancelled);
}
END_TEST

/* ---- With c-ares, in a library that was built so ---- */

#if COIR_RESOLVER_CARES_
#include <ares.h>

#include "../lib/io/dns_.h"
#include "name_server.h"

static void ask_our_server(void) {
    open_name_server(&loop);
    ck_assert_int_eq(ares_set_servers_ports_csv(coir_own_cares_of_(&loop)->channel, server_name),
                     0);
}

/* A lookup, or its error, as a result. */
struct look {
    CORO;
    const char *name;
    int family;
    unsigned count;
    bool alternate;
    struct looker looker;
    int result;
};

ASYNC(look) {
    TRY {
        AWAIT(self->looker, looker, .name = self->name, .number = 80, .family = self->family,
              .count = self->count ? self->count : 8, .alternate = self->alternate);
        self->result = self->looker.look.result;
    }
    CATCH(COIR_ERROR) {
        self->result = CAUGHT;
    }
    TRY_END
}
ASYNC_END

struct asks_server {
    CORO;
    struct look look;
};

ASYNC(asks_server) {
    ask_our_server();
    AWAIT(self->look, look, .name = "three.example");
    MUST(strcmp(all_of(&self->look.looker), "127.0.0.1:80 127.0.0.2:80 127.0.0.3:80") == 0);
    AWAIT(self->look, look, .name = "three.example", .count = 2);
    MUST(self->look.result == 2);
    AWAIT(self->look, look, .name = "found.example");
    MUST(self->look.result == 2);
    AWAIT(self->look, look, .name = "found.example", .family = 6);
    MUST(strcmp(all_of(&self->look.looker), "[::1]:80") == 0);
    AWAIT(self->look, look, .name = "three.example", .family = 6);
    MUST(self->look.result == COIR_UNKNOWN_HOST);
    AWAIT(self->look, look, .name = "unknown.example");
    MUST(self->look.result == COIR_UNKNOWN_HOST);
    AWAIT(self->look, look, .name = "error.example", .family = 4);
    MUST(self->look.result == COIR_NAME_SERVER);
    MUST(queries > 0 && loop.services && !loop.services->next); /* no pool of threads */
    close_name_server();
}
ASYNC_END

START_TEST(name_servers_are_asked_without_a_thread) {
    RUN(_i, asks_server);
}
END_TEST

struct connects {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    char text[COIR_ADDRESS_TEXT];
    struct coir_address there;
};

/* Of the two addresses of the name, somebody listens at one. */
ASYNC(connects) {
    ask_our_server();
    MUST(coir_listen(&good, &loop, GOOD, 0) == 0);
    AWAIT(self->open, coir_open_tcp, .host = "found.example", .port = good.address.port,
          .stream = &self->stream);
    MUST(coir_peer(&self->stream, &self->there) == 0);
    MUST(self->there.family == 4 && self->there.port == good.address.port);
    coir_close(&self->stream);
    coir_listener_close(&good);
    close_name_server();
}
ASYNC_END

START_TEST(a_stream_is_opened_by_name) {
    RUN(_i, connects);
}
END_TEST

/* Cancelled in any turn, and what is left ends with the loop. */
START_TEST(a_cancelled_question_leaves_nothing) {
    static const char *const names[] = {"found.example", "silent.example"};
    static COIR_TASK(look) task;
    for (int turns = 0; turns < 30; turns++) {
        const int before = open_descriptors();
        begin(_i);
        ask_our_server();
        memset(&task, 0, sizeof task);
        START(&loop, task, look, .name = names[turns % 2]);
        for (int i = 0; i < turns / 2; i++)
            coir_poll(&loop);
        if (!coir_done(&task.task)) {
            coir_cancel(&task.task);
            coir_poll(&loop);
            ck_assert(coir_cancelled(&task.task));
        }
        close_name_server();
        end();
        ck_assert_int_eq(open_descriptors(), before);
    }
}
END_TEST
#endif

int main(void) {
    Suite *suite = suite_create("dns");
    TCase *tests = tcase_create("dns");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, numeric_addresses_and_localhost_need_no_thread, 0, PORTS);
    tcase_add_loop_test(tests, a_name_has_several_addresses_in_order_or_families_in_turns, 0,
                        PORTS);
    tcase_add_loop_test(tests, what_the_resolver_says_is_raised_and_none_found_is_unknown, 0,
                        PORTS);
    tcase_add_loop_test(tests, odd_numbers_mean_what_they_mean_to_the_system, 0, PORTS);
    tcase_add_loop_test(tests, the_names_in_etc_hosts_are_found, 0, PORTS);
    tcase_add_test(tests, the_system_is_asked_and_answers);
    tcase_add_loop_test(tests, a_cancelled_lookup_leaves_at_once_and_nothing_behind, 0, PORTS);
    tcase_add_loop_test(tests, a_timeout_ends_a_connection_whose_name_is_never_found, 0, PORTS);
    tcase_add_loop_test(tests, the_first_to_connect_is_kept_after_the_head_starts_that_it_needed, 0,
                        PORTS);
    tcase_add_loop_test(tests, cancelled_with_several_attempts_in_the_air_all_are_closed, 0, PORTS);
#if COIR_RESOLVER_CARES_
    tcase_add_loop_test(tests, name_servers_are_asked_without_a_thread, 0, PORTS);
    tcase_add_loop_test(tests, a_stream_is_opened_by_name, 0, PORTS);
    tcase_add_loop_test(tests, a_cancelled_question_leaves_nothing, 0, PORTS);
#endif
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
