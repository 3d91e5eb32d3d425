/* test_unix.c - Unix sockets, pairs, terminals and other descriptors as streams.
 *
 * Each test runs on every port, virtual clock, poll and epoll; none takes time.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "net.h"

static struct coir_listener listener;

/* A folder of our own, and a path in it. */
static char folder[40], path[60];

static void make_folder(void) {
    strcpy(folder, "/tmp/coir-unix-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
}

/* Fails if something is left in it. */
static void remove_folder(void) {
    ck_assert_int_eq(rmdir(folder), 0);
}

static bool is_there(const char *name) {
    struct stat is;
    return lstat(name, &is) == 0;
}

/* ---- Connecting and serving ---- */

struct shout {
    COIR_CONNECTION;
    char bytes[64];
    int n, i;
};

ASYNC(shout) {
    for (;;) {
        AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        if (self->n == 0)
            RETURN();
        for (self->i = 0; self->i < self->n; self->i++)
            self->bytes[self->i] = (char)(self->bytes[self->i] - 'a' + 'A');
        AWAIT(coir_write_all(self->stream, self->bytes, (size_t)self->n));
    }
}
ASYNC_END

static const char *where;

struct visit {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_open_unix open;
    struct coir_stream stream;
    struct coir_address here, there;
    char text[COIR_ADDRESS_TEXT], expected[COIR_ADDRESS_TEXT], buffer[16], got[4];
};

ASYNC(visit) {
    MUST(coir_listen_unix(&listener, &loop, where) == 0);
    snprintf(self->expected, sizeof self->expected, "unix:%s", where);
    MUST(strcmp(coir_address_text(&listener.address, self->text), self->expected) == 0);
    START(&loop, self->server, coir_serve, .listener = &listener, COIR_HANDLER(shout));
    AWAIT(self->open, coir_open_unix, .path = where, .stream = &self->stream,
          .buffer = self->buffer, .size = sizeof self->buffer);
    MUST(coir_peer(&self->stream, &self->there) == 0);
    MUST(strcmp(coir_address_text(&self->there, self->text), self->expected) == 0);
    MUST(coir_local(&self->stream, &self->here) == 0);
    MUST(strcmp(coir_address_text(&self->here, self->text), "unix:") == 0);
    AWAIT(coir_write_all(&self->stream, "abc", 3));
    AWAIT(coir_read_exactly(&self->stream, self->got, 3));
    MUST(memcmp(self->got, "ABC", 3) == 0);
    coir_close(&self->stream);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

START_TEST(a_client_talks_over_a_path_and_the_file_is_gone_afterwards) {
    make_folder();
    where = path;
    RUN(_i, visit);
    remove_folder();
}
END_TEST

START_TEST(a_client_talks_over_an_abstract_name) {
    char name[40];
    snprintf(name, sizeof name, "@coir-test-%ld", (long)getpid());
    where = name;
    RUN(_i, visit);
}
END_TEST

/* ---- The file ---- */

START_TEST(a_stale_file_is_replaced) {
    struct sockaddr_un name = {AF_UNIX, {0}};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    make_folder();
    strcpy(name.sun_path, path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    close(fd);
    ck_assert(is_there(path));
    begin(_i);
    ck_assert_int_eq(coir_listen_unix(&listener, &loop, path), 0);
    coir_listener_close(&listener);
    end();
    remove_folder();
}
END_TEST

START_TEST(a_server_that_is_alive_is_not_robbed_of_its_file) {
    struct coir_listener second;
    make_folder();
    begin(_i);
    ck_assert_int_eq(coir_listen_unix(&listener, &loop, path), 0);
    ck_assert_int_eq(coir_listen_unix(&second, &loop, path), COIR_ADDRESS_IN_USE);
    coir_listener_close(&second);
    ck_assert(is_there(path));
    coir_listener_close(&listener);
    end();
    remove_folder();
}
END_TEST

START_TEST(another_kind_of_file_is_left_alone) {
    int fd;
    make_folder();
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    close(fd);
    begin(_i);
    ck_assert_int_eq(coir_listen_unix(&listener, &loop, path), COIR_ADDRESS_IN_USE);
    ck_assert(is_there(path));
    end();
    unlink(path);
    remove_folder();
}
END_TEST

/* Somebody has put another socket in its place, which is theirs. */
START_TEST(closing_removes_only_the_file_it_made) {
    struct coir_listener second;
    make_folder();
    begin(_i);
    ck_assert_int_eq(coir_listen_unix(&listener, &loop, path), 0);
    unlink(path);
    ck_assert_int_eq(coir_listen_unix(&second, &loop, path), 0);
    coir_listener_close(&listener);
    ck_assert(is_there(path));
    coir_listener_close(&second);
    ck_assert(!is_there(path));
    end();
    remove_folder();
}
END_TEST

/* ---- Errors ---- */

struct attempt {
    CORO;
    const char *path;
    int expected, got;
    struct coir_open_unix open;
    struct coir_stream stream;
};

ASYNC(attempt) {
    self->got = 0;
    TRY {
        AWAIT(self->open, coir_open_unix, .path = self->path, .stream = &self->stream);
    }
    CATCH(COIR_ERROR) {
        self->got = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->got == self->expected);
    MUST(coir_is_closing(&self->stream));
}
ASYNC_END

static char too_long[200];

struct attempts {
    CORO;
    struct attempt attempt;
};

ASYNC(attempts) {
    AWAIT(self->attempt, attempt, .path = "/no/such/folder/socket", .expected = COIR_NOT_FOUND);
    AWAIT(self->attempt, attempt, .path = "/dev/null", .expected = COIR_REFUSED);
    AWAIT(self->attempt, attempt, .path = "@coir-nobody-is-here", .expected = COIR_REFUSED);
    AWAIT(self->attempt, attempt, .path = "", .expected = COIR_VALUE);
    AWAIT(self->attempt, attempt, .path = too_long, .expected = COIR_TOO_LONG);
    MUST(coir_listen_unix(&listener, &loop, "/no/such/folder/socket") == COIR_NOT_FOUND);
    MUST(coir_listen_unix(&listener, &loop, too_long) == COIR_TOO_LONG);
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_failed_attempt_says_why_and_leaves_nothing_open) {
    memset(too_long, 'x', sizeof too_long - 1);
    RUN(_i, attempts);
}
END_TEST

struct visitor {
    CORO;
    struct coir_open_unix open;
    struct coir_stream stream;
};

ASYNC(visitor) {
    AWAIT(self->open, coir_open_unix, .path = path, .stream = &self->stream);
}
ASYNC_END

/* Nobody accepts and the queue is full: who comes waits, until there is room or it is cancelled. */
struct crowd {
    CORO;
    COIR_TASK(visitor) visitors[4];
    struct coir_stream accepted;
    int i, in;
};

ASYNC(crowd) {
    MUST(coir_listen_unix(&listener, &loop, path) == 0);
    MUST(listen(listener.descriptor.fd, 0) == 0);
    for (self->i = 0; self->i < 4; self->i++)
        START(&loop, self->visitors[self->i], visitor);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    while (coir_done(&self->visitors[self->in].task))
        self->in++;
    MUST(self->in > 0 && self->in < 3);
    coir_cancel(&self->visitors[3].task);
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->visitors[3].task));
    MUST(coir_is_closing(&self->visitors[3].frame.stream));
    for (self->i = 0; self->i < 3; self->i++) {
        AWAIT(coir_accept(&listener, &self->accepted));
        coir_close(&self->accepted);
    }
    for (self->i = 0; self->i < 3; self->i++) {
        AWAIT(coir_join(&self->visitors[self->i].task));
        coir_close(&self->visitors[self->i].frame.stream);
    }
    coir_listener_close(&listener);
}
ASYNC_END

START_TEST(a_full_queue_is_waited_for_and_who_is_cancelled_there_leaves_nothing) {
    make_folder();
    RUN(_i, crowd);
    remove_folder();
}
END_TEST

/* ---- Pairs ---- */

struct paired {
    CORO;
    struct coir_stream a, b;
    struct coir_address address;
    char got[8];
    int n;
};

ASYNC(paired) {
    MUST(coir_socket_pair(&self->a, &self->b, &loop) == 0);
    AWAIT(coir_write_all(&self->a, "there", 5));
    AWAIT(coir_write_all(&self->b, "back", 4));
    AWAIT(coir_read_exactly(&self->b, self->got, 5));
    MUST(memcmp(self->got, "there", 5) == 0);
    AWAIT(coir_read_exactly(&self->a, self->got, 4));
    MUST(memcmp(self->got, "back", 4) == 0);
    MUST(coir_peer(&self->a, &self->address) == 0);
    MUST(self->address.family == COIR_UNIX && self->address.length == 0);
    coir_close(&self->a);
    AWAIT_INTO(self->n, coir_read(&self->b, self->got, 1));
    MUST(self->n == 0);
    coir_close(&self->b);
}
ASYNC_END

START_TEST(the_sockets_of_a_pair_read_what_the_other_writes) {
    RUN(_i, paired);
}
END_TEST

/* ---- Other descriptors ---- */

struct counter {
    CORO;
    struct coir_stream in;
    uint64_t number;
    int fd;
};

ASYNC(counter) {
    self->fd = eventfd(0, 0);
    MUST(coir_open_fd(&self->in, &loop, self->fd) == 0);
    self->number = 5;
    AWAIT(coir_write_all(&self->in, &self->number, 8));
    self->number = 2;
    AWAIT(coir_write_all(&self->in, &self->number, 8));
    AWAIT(coir_read_exactly(&self->in, &self->number, 8));
    MUST(self->number == 7);
    coir_close(&self->in);
}
ASYNC_END

START_TEST(an_eventfd_is_read_and_written_eight_bytes_at_a_time) {
    RUN(_i, counter);
}
END_TEST

/* What a descriptor reads is waited for: it is written later, by another task. */
struct late {
    CORO;
    struct coir_stream *stream;
    const char *text;
    size_t size;
};

ASYNC(late) {
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    AWAIT(coir_write_all(self->stream, self->text, self->size));
}
ASYNC_END

struct terminal {
    CORO;
    COIR_TASK(late) typist;
    struct coir_stream keyboard, program;
    struct coir_address address;
    struct termios mode;
    char buffer[80], line[80];
    int master, slave, shared, n;
};

/* Lines come one at a time, however many were typed, and the end of input is the end. */
ASYNC(terminal) {
    self->master = posix_openpt(O_RDWR | O_NOCTTY);
    MUST(self->master >= 0 && grantpt(self->master) == 0 && unlockpt(self->master) == 0);
    self->slave = open(ptsname(self->master), O_RDWR | O_NOCTTY);
    MUST(self->slave >= 0 && tcgetattr(self->slave, &self->mode) == 0);
    self->mode.c_lflag &= ~(tcflag_t)ECHO;
    MUST(tcsetattr(self->slave, TCSANOW, &self->mode) == 0);
    MUST(coir_open_fd(&self->keyboard, &loop, self->master) == 0);
    self->shared = dup(self->slave);
    MUST(coir_open_fd(&self->program, &loop, self->slave) == 0);
#ifdef __linux__
    MUST(!(fcntl(self->shared, F_GETFL) & O_NONBLOCK)); /* who prints to it may wait for room */
#endif
    close(self->shared);
    coir_stream_buffer(&self->program, self->buffer, sizeof self->buffer);
    MUST(coir_peer(&self->program, &self->address) == COIR_UNSUPPORTED);
    START(&loop, self->typist, late, .stream = &self->keyboard, .text = "one\ntwo\nthr\004ee\n\004",
          .size = 16);
    AWAIT_INTO(self->n, coir_readline(&self->program, self->line, sizeof self->line));
    MUST(strcmp(self->line, "one\n") == 0);
    AWAIT_INTO(self->n, coir_readline(&self->program, self->line, sizeof self->line));
    MUST(strcmp(self->line, "two\n") == 0);
    AWAIT_INTO(self->n, coir_readline(&self->program, self->line, sizeof self->line));
    MUST(strcmp(self->line, "three\n") == 0);
    AWAIT_INTO(self->n, coir_readline(&self->program, self->line, sizeof self->line));
    MUST(self->n == 0 && coir_at_eof(&self->program));
    AWAIT(coir_write_all(&self->program, "shown", 5));
    AWAIT(coir_read_exactly(&self->keyboard, self->line, 5));
    MUST(memcmp(self->line, "shown", 5) == 0);
    coir_close(&self->program);
    coir_close(&self->keyboard);
}
ASYNC_END

START_TEST(a_terminal_gives_its_lines_one_by_one) {
    RUN(_i, terminal);
}
END_TEST

/* ---- Addresses, and a socket that was handed over ---- */

START_TEST(unix_addresses_are_written_as_they_are) {
    static const char *const same[][2] = {{"/run/x", "unix:/run/x"},
                                          {"@name", "unix:@name"},
                                          {"./@name", "unix:./@name"},
                                          {"a\033b", "unix:a?b"},
                                          {"\303\266", "unix:\303\266"}};
    char text[COIR_ADDRESS_TEXT];
    struct coir_address address;
    ck_assert_int_eq(coir_address_set_unix(&address, same[_i][0]), 0);
    ck_assert_str_eq(coir_address_text(&address, text), same[_i][1]);
}
END_TEST

START_TEST(the_longest_path_fits_and_one_more_byte_does_not) {
    char longest[109], text[COIR_ADDRESS_TEXT];
    struct coir_address address;
    memset(longest, 'x', sizeof longest);
    longest[108] = 0;
    ck_assert_int_eq(coir_address_set_unix(&address, longest), COIR_TOO_LONG);
    longest[107] = 0;
    ck_assert_int_eq(coir_address_set_unix(&address, longest), 0);
    ck_assert_uint_eq(strlen(coir_address_text(&address, text)), 5 + 107);
}
END_TEST

struct inherited {
    CORO;
    struct coir_listener first;
    COIR_TASK(visitor) visitor;
    struct coir_stream accepted;
};

ASYNC(inherited) {
    MUST(coir_listen_unix(&self->first, &loop, path) == 0);
    MUST(coir_listen_fd(&listener, &loop, dup(self->first.descriptor.fd)) == 0);
    START(&loop, self->visitor, visitor);
    AWAIT(coir_accept(&listener, &self->accepted));
    coir_close(&self->accepted);
    AWAIT(coir_join(&self->visitor.task));
    coir_close(&self->visitor.frame.stream);
    coir_listener_close(&listener);
    MUST(is_there(path));
    coir_listener_close(&self->first);
}
ASYNC_END

START_TEST(a_listening_socket_may_be_handed_over_and_its_file_stays_with_its_maker) {
    make_folder();
    RUN(_i, inherited);
    remove_folder();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("unix");
    TCase *tests = tcase_create("unix");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_client_talks_over_a_path_and_the_file_is_gone_afterwards, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_client_talks_over_an_abstract_name, 0, PORTS);
    tcase_add_loop_test(tests, a_stale_file_is_replaced, 0, PORTS);
    tcase_add_loop_test(tests, a_server_that_is_alive_is_not_robbed_of_its_file, 0, PORTS);
    tcase_add_loop_test(tests, another_kind_of_file_is_left_alone, 0, PORTS);
    tcase_add_loop_test(tests, closing_removes_only_the_file_it_made, 0, PORTS);
    tcase_add_loop_test(tests, a_failed_attempt_says_why_and_leaves_nothing_open, 0, PORTS);
    tcase_add_loop_test(tests, a_full_queue_is_waited_for_and_who_is_cancelled_there_leaves_nothing,
                        0, PORTS);
    tcase_add_loop_test(tests, the_sockets_of_a_pair_read_what_the_other_writes, 0, PORTS);
    tcase_add_loop_test(tests, an_eventfd_is_read_and_written_eight_bytes_at_a_time, 0, PORTS);
    tcase_add_loop_test(tests, a_terminal_gives_its_lines_one_by_one, 0, PORTS);
    tcase_add_loop_test(tests, unix_addresses_are_written_as_they_are, 0, 5);
    tcase_add_test(tests, the_longest_path_fits_and_one_more_byte_does_not);
    tcase_add_loop_test(
        tests, a_listening_socket_may_be_handed_over_and_its_file_stays_with_its_maker, 0, PORTS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
