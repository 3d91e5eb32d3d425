/* test_copy.c - what goes in at one end comes out at the other, all of it or as much as was asked
 * for, and nothing is lost when it is cancelled. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/copy.h"
#include "rig.h"

enum { MUCH = 3000000 };

static struct coir_pair first, second;
static struct coir_stream source, in, out, sink;
static char rings[4][7], room[100];
static COIR_TASK(coir_copy) copier;

static char byte_at(size_t place) {
    return (char)((place * 2654435761u) >> 11);
}

static void overhear(struct coir_loop *which, const char *what, int error) {
    (void)which, (void)what, (void)error;
}

static void set_up(void) {
    open_rig();
    loop.on_error = overhear;
    coir_stream_pair(&first, &source, &in, rings[0], rings[1], 7);
    coir_stream_pair(&second, &out, &sink, rings[2], rings[3], 7);
    FRESH(copier);
}

static void tear_down(void) {
    coir_close(&source);
    coir_close(&in);
    coir_close(&out);
    coir_close(&sink);
    close_rig();
}

struct pour {
    CORO;
    struct coir_stream *stream;
    const char *text;
};

ASYNC(pour) {
    AWAIT(coir_write_all(self->stream, self->text, strlen(self->text)));
    AWAIT(coir_write_eof(self->stream));
}
ASYNC_END

static COIR_TASK(pour) pourer;
static const char text[] = "The quick brown fox jumps over the lazy dog.";

static void start_pour(void) {
    FRESH(pourer);
    START(&loop, pourer, pour, .stream = &source, .text = text);
}

/* Everything that comes out while turns are run. */
static size_t take(char *into, size_t size, int turns) {
    size_t done = 0;
    for (int i = 0; i < turns; i++) {
        int n = coir_stream_pull(&sink, into + done, size - done);
        done += n > 0 ? (size_t)n : 0;
        coir_poll(&loop);
    }
    return done;
}

START_TEST(a_copy_goes_to_the_end) {
    char got[100];
    start_pour();
    START(&loop, copier, coir_copy, .from = &in, .to = &out, .buffer = room,
          .size = (size_t)(1 + _i * 10));
    ck_assert_uint_eq(take(got, sizeof got, 200), strlen(text));
    ck_assert_mem_eq(got, text, strlen(text));
    ck_assert_int_eq(coir_outcome(&copier.task), 0);
    ck_assert_int_eq((int)copier.frame.result, (int)strlen(text));
    ck_assert(!coir_is_closing(&out));
}
END_TEST

START_TEST(a_copy_stops_after_so_many) {
    char got[100];
    start_pour();
    START(&loop, copier, coir_copy, .from = &in, .to = &out, .buffer = room, .size = 8,
          .count = 21);
    ck_assert_uint_eq(take(got, sizeof got, 200), 21);
    ck_assert_int_eq(coir_outcome(&copier.task), 0);
    ck_assert_int_eq((int)copier.frame.result, 21);
    ck_assert(!coir_at_eof(&in));
}
END_TEST

START_TEST(a_copy_that_is_cancelled_says_where_each_byte_is) {
    char got[200];
    bool last = false;
    for (int turns = 1; !last; turns++) {
        size_t done;
        int n;
        set_up();
        start_pour();
        START(&loop, copier, coir_copy, .from = &in, .to = &out, .buffer = room, .size = 11);
        done = take(got, sizeof got, turns);
        last = !coir_cancel(&copier.task);
        run_turns(2);
        done += take(got + done, 7, 1);
        ck_assert_uint_eq(done, (size_t)copier.frame.result);
        memcpy(got + done, room + copier.frame.unsent_at, copier.frame.unsent);
        done += copier.frame.unsent;
        while ((n = coir_stream_pull(&in, got + done, 7)) > 0) {
            done += (size_t)n;
            coir_poll(&loop);
            coir_poll(&loop);
        }
        ck_assert_uint_eq(done, strlen(text));
        ck_assert_mem_eq(got, text, done);
        ck_assert_int_lt(turns, 200);
        tear_down();
    }
    open_rig();
}
END_TEST

START_TEST(an_error_of_either_side_ends_a_copy) {
    start_pour();
    START(&loop, copier, coir_copy, .from = &in, .to = &out, .buffer = room, .size = 100);
    coir_poll(&loop);
    if (_i)
        coir_stream_fail(&in, COIR_RESET);
    else
        coir_close(&sink);
    run_turns(9);
    ck_assert_int_eq(coir_outcome(&copier.task), _i ? COIR_RESET : COIR_PIPE);
    coir_close(&in);
    run_turns(9);
}
END_TEST

/* ---- Files ---- */

static int file = -1;

static void open_file(size_t size) {
    char path[] = "/tmp/coir-test-copy-XXXXXX";
    file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    unlink(path);
    for (size_t i = 0; i < size;) {
        char some[4096];
        size_t n = size - i < sizeof some ? size - i : sizeof some;
        for (size_t k = 0; k < n; k++)
            some[k] = byte_at(i + k);
        ck_assert_int_eq((int)write(file, some, n), (int)n);
        i += n;
    }
}

struct drink {
    CORO;
    struct coir_stream *stream;
    size_t done, wrong, begin;
    char bytes[30000];
    int n;
};

ASYNC(drink) {
    do {
        AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        for (int i = 0; i < self->n; i++)
            self->wrong += self->bytes[i] != byte_at(self->begin + self->done + (size_t)i);
        self->done += (size_t)self->n;
    } while (self->n > 0);
}
ASYNC_END

struct deliver {
    CORO;
    struct coir_stream *to;
    int64_t offset, count;
    void *buffer;
    struct coir_send_file file;
    int64_t result;
};

ASYNC(deliver) {
    TRY {
        AWAIT(self->file, coir_send_file, .to = self->to, .fd = file, .offset = self->offset,
              .count = self->count, .buffer = self->buffer, .size = sizeof room);
    }
    FINALLY {
        self->result = self->file.result;
        coir_close(self->to);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(deliver) sender;
static COIR_TASK(drink) drinker;
static struct coir_poll machine;
static struct coir_stream ends[2];

static void open_sockets(void) {
    int fds[2];
    tear_down();
    ck_assert_int_eq(coir_poll_init(&machine), 0);
    coir_loop_init(&loop, &machine.port);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ck_assert_int_eq(coir_open_fd(&ends[0], &loop, fds[0]), 0);
    ck_assert_int_eq(coir_open_fd(&ends[1], &loop, fds[1]), 0);
    FRESH(sender);
    FRESH(drinker);
}

static void close_sockets(void) {
    coir_close(&ends[0]);
    coir_close(&ends[1]);
    coir_loop_close(&loop);
    coir_poll_close(&machine);
    close(file);
    set_up();
}

static const struct {
    int64_t offset, count;
    size_t expected;
} parts[] = {
    {0, 0, MUCH},         {0, MUCH, MUCH},       {0, MUCH + 5, MUCH}, {1000, 0, MUCH - 1000},
    {MUCH - 10, 100, 10}, {12345, 50000, 50000}, {MUCH, 0, 0},        {MUCH + 10, 10, 0},
};

START_TEST(a_file_goes_through_a_socket) {
    open_sockets();
    open_file(MUCH);
    START(&loop, sender, deliver, .to = &ends[0], .offset = parts[_i].offset,
          .count = parts[_i].count);
    START(&loop, drinker, drink, .stream = &ends[1], .begin = (size_t)parts[_i].offset);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&sender.task), 0);
    ck_assert_int_eq((int)sender.frame.result, (int)parts[_i].expected);
    ck_assert_uint_eq(drinker.frame.done, parts[_i].expected);
    ck_assert_uint_eq(drinker.frame.wrong, 0);
    ck_assert_int_eq((int)lseek(file, 0, SEEK_CUR), MUCH);
    close_sockets();
}
END_TEST

START_TEST(a_file_goes_through_a_buffer_where_the_system_cannot) {
    open_file(5000);
    FRESH(sender);
    FRESH(drinker);
    START(&loop, sender, deliver, .to = &out, .buffer = room, .offset = 500, .count = 4000);
    START(&loop, drinker, drink, .stream = &sink, .begin = 500);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&sender.task), 0);
    ck_assert_uint_eq(drinker.frame.done, 4000);
    ck_assert_uint_eq(drinker.frame.wrong, 0);
    FRESH(sender);
    START(&loop, sender, deliver, .to = &in);
    run_turns(3);
    ck_assert_int_eq(coir_outcome(&sender.task), COIR_UNSUPPORTED);
    close(file);
}
END_TEST

/* sendfile knows no flag against SIGPIPE. */
START_TEST(a_reader_that_is_gone_is_an_error_and_no_signal) {
    open_sockets();
    open_file(MUCH);
    coir_close(&ends[1]);
    START(&loop, sender, deliver, .to = &ends[0]);
    ck_assert_int_eq(coir_run_until(&loop, &sender.task), COIR_PIPE);
    close_sockets();
}
END_TEST

START_TEST(a_file_that_is_cancelled_says_how_much_has_gone) {
    open_sockets();
    open_file(MUCH);
    START(&loop, sender, deliver, .to = &ends[0]);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert(coir_cancel(&sender.task));
    START(&loop, drinker, drink, .stream = &ends[1]);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&sender.task), COIR_CANCELLED);
    ck_assert_uint_eq(drinker.frame.done, (size_t)sender.frame.result);
    ck_assert_uint_gt(drinker.frame.done, 0);
    ck_assert_uint_eq(drinker.frame.wrong, 0);
    close_sockets();
}
END_TEST

static Suite *suite(void) {
    Suite *made = suite_create("copy");
    TCase *all = tcase_create("copy");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, a_copy_goes_to_the_end, 0, 9);
    tcase_add_test(all, a_copy_stops_after_so_many);
    tcase_add_test(all, a_copy_that_is_cancelled_says_where_each_byte_is);
    tcase_add_loop_test(all, an_error_of_either_side_ends_a_copy, 0, 2);
    tcase_add_loop_test(all, a_file_goes_through_a_socket, 0, (int)(sizeof parts / sizeof *parts));
    tcase_add_test(all, a_file_goes_through_a_buffer_where_the_system_cannot);
    tcase_add_test(all, a_reader_that_is_gone_is_an_error_and_no_signal);
    tcase_add_test(all, a_file_that_is_cancelled_says_how_much_has_gone);
    suite_add_tcase(made, all);
    return made;
}

int main(void) {
    return run_suite(suite());
}
