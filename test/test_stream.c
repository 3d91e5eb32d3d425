/* test_stream.c - bytes arrive in order, whole, once, and whoever waits is woken or told why not.
 * */
#include <limits.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "coir/stream.h"
#include "coir/timeout.h"
#include "coir/virtual.h"
#include "suite.h"

static struct coir_virtual port;
static struct coir_loop loop;
static char into[4096];

static void set_up(void) {
    memset(into, 0, sizeof into);
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
}

static void tear_down(void) {
    coir_loop_close(&loop);
    coir_virtual_close(&port);
}

/* One operation, as a task: its outcome is the task's, its count is n. */
enum { ANY, EXACTLY, LINE, UNTIL };

struct get {
    CORO;
    struct coir_stream *stream;
    int how;
    char *into;
    size_t size;
    const char *separator;
    int n;
};

ASYNC(get) {
    self->n = -1;
    if (self->how == ANY)
        AWAIT_INTO(self->n, coir_read(self->stream, self->into, self->size));
    if (self->how == EXACTLY)
        AWAIT_INTO(self->n, coir_read_exactly(self->stream, self->into, self->size));
    if (self->how == LINE)
        AWAIT_INTO(self->n, coir_readline(self->stream, self->into, self->size));
    if (self->how == UNTIL)
        AWAIT_INTO(self->n, coir_read_until(self->stream, self->into, self->size, self->separator,
                                            strlen(self->separator)));
}
ASYNC_END

struct put {
    CORO;
    struct coir_stream *stream;
    const char *from;
    size_t size;
    bool then_end;
};

ASYNC(put) {
    AWAIT(coir_write_all(self->stream, self->from, self->size));
    if (self->then_end)
        AWAIT(coir_write_eof(self->stream));
}
ASYNC_END

static COIR_TASK(get) getter, other_getter;
static COIR_TASK(put) putter, other_putter;

static struct coir_stream fed;
static char buffer[16];

static void open_fed(void) {
    coir_stream_init(&fed, NULL, NULL);
    coir_stream_buffer(&fed, buffer, sizeof buffer);
}

static void feed(const char *text) {
    ck_assert_int_eq(coir_stream_feed(&fed, text, strlen(text)), 0);
}

/* A few turns, without asking whether everything is done. */
static void turns(void) {
    for (int i = 0; i < 4; i++)
        coir_poll(&loop);
}

/* What a whole read of the fed stream gives: its count, or its error. */
static int got(int how, size_t size, const char *separator) {
    int error;
    memset(into, 0, sizeof into);
    START(&loop, getter, get, .stream = &fed, .how = how, .into = into, .size = size,
          .separator = separator);
    error = coir_run_until(&loop, &getter.task);
    return error < 0 ? error : getter.frame.n;
}

/* ---- Reading what was fed ---- */

START_TEST(reads_take_what_they_say_and_no_more) {
    open_fed();
    feed("one\ntwo|abcde");
    ck_assert_int_eq(got(LINE, 16, NULL), 4);
    ck_assert_str_eq(into, "one\n");
    ck_assert_int_eq(got(UNTIL, 16, "|"), 4);
    ck_assert_str_eq(into, "two|");
    ck_assert_int_eq(got(EXACTLY, 3, NULL), 0);
    ck_assert_str_eq(into, "abc");
    ck_assert_int_eq(got(ANY, 10, NULL), 2);
    ck_assert_str_eq(into, "de");
}
END_TEST

START_TEST(at_the_end_a_line_is_what_is_left_and_then_nothing) {
    open_fed();
    feed("tail");
    coir_stream_feed_eof(&fed);
    ck_assert(!coir_at_eof(&fed));
    ck_assert_int_eq(got(LINE, 16, NULL), 4);
    ck_assert_str_eq(into, "tail");
    ck_assert_int_eq(got(LINE, 16, NULL), 0);
    ck_assert_str_eq(into, "");
    ck_assert_int_eq(got(ANY, 16, NULL), 0);
    ck_assert(coir_at_eof(&fed));
}
END_TEST

START_TEST(the_end_inside_exactly_gives_what_was_there) {
    open_fed();
    feed("xy");
    coir_stream_feed_eof(&fed);
    ck_assert_int_eq(got(EXACTLY, 4, NULL), COIR_EOF);
    ck_assert_uint_eq(coir_partial(&fed), 2);
    ck_assert_str_eq(into, "xy");
    ck_assert(coir_at_eof(&fed));
}
END_TEST

START_TEST(the_end_inside_until_gives_what_was_there) {
    open_fed();
    feed("xyz");
    coir_stream_feed_eof(&fed);
    ck_assert_int_eq(got(UNTIL, 16, "|"), COIR_EOF);
    ck_assert_uint_eq(coir_partial(&fed), 3);
    ck_assert_str_eq(into, "xyz");
}
END_TEST

START_TEST(a_line_beyond_the_callers_size_is_an_error_and_loses_nothing) {
    open_fed();
    feed("123456\n");
    ck_assert_int_eq(got(LINE, 7, NULL), COIR_LIMIT);
    ck_assert_int_eq(got(LINE, 8, NULL), 7);
    ck_assert_str_eq(into, "123456\n");
}
END_TEST

START_TEST(a_line_beyond_the_buffer_is_an_error_and_loses_nothing) {
    open_fed();
    feed("0123456789abcdef");
    ck_assert_int_eq(got(LINE, 100, NULL), COIR_LIMIT);
    ck_assert_int_eq(got(EXACTLY, 16, NULL), 0);
    ck_assert_str_eq(into, "0123456789abcdef");
}
END_TEST

START_TEST(a_line_that_fills_size_to_the_last_byte_is_a_line) {
    open_fed();
    feed("0123456789abcde\n");
    ck_assert_int_eq(got(LINE, 17, NULL), 16);
    ck_assert_str_eq(into, "0123456789abcde\n");
}
END_TEST

START_TEST(sizes_that_make_no_sense_are_refused) {
    open_fed();
    feed("a\n");
    ck_assert_int_eq(got(LINE, 0, NULL), COIR_VALUE);
    ck_assert_int_eq(got(LINE, 1, NULL), COIR_VALUE);
    ck_assert_int_eq(got(UNTIL, 8, ""), COIR_VALUE);
    ck_assert_int_eq(got(ANY, 0, NULL), 0);
    ck_assert_int_eq(got(EXACTLY, 0, NULL), 0);
    ck_assert_int_eq(got(LINE, 8, NULL), 2);
}
END_TEST

/* A line's length is an int. */
START_TEST(no_more_of_a_buffer_is_used_than_a_read_can_tell) {
    struct coir_stream stream;
    char byte;
    coir_stream_init(&stream, NULL, NULL);
    coir_stream_buffer(&stream, &byte, (size_t)INT_MAX + 10u);
    ck_assert_uint_eq(stream.size, INT_MAX);
}
END_TEST

START_TEST(feeding_more_than_fits_takes_nothing) {
    open_fed();
    feed("0123456789");
    ck_assert_int_eq(coir_stream_feed(&fed, "abcdefg", 7), COIR_FULL);
    feed("abcdef");
    ck_assert_int_eq(got(ANY, 100, NULL), 16);
    coir_stream_feed_eof(&fed);
    ck_assert_int_eq(coir_stream_feed(&fed, "x", 1), COIR_RUNTIME);
}
END_TEST

/* The separator comes in two pieces, cut at every place. */
START_TEST(a_separator_in_two_pieces_is_found) {
    static const char text[] = "ab\r\n\r\ncd";
    char first[16];
    open_fed();
    memcpy(first, text, (size_t)_i);
    first[_i] = 0;
    feed(first);
    START(&loop, getter, get, .stream = &fed, .how = UNTIL, .into = into, .size = 16,
          .separator = "\r\n\r\n");
    turns();
    ck_assert_int_eq(coir_done(&getter.task), _i >= 6);
    feed(text + _i);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(getter.frame.n, 6);
    ck_assert_mem_eq(into, "ab\r\n\r\n", 6);
    ck_assert_int_eq(got(ANY, 16, NULL), 2);
}
END_TEST

START_TEST(a_false_beginning_of_a_separator_does_not_hide_the_true_one) {
    open_fed();
    feed("aab");
    ck_assert_int_eq(got(UNTIL, 16, "ab"), 3);
    feed("--->");
    ck_assert_int_eq(got(UNTIL, 16, "-->"), 4);
}
END_TEST

START_TEST(exactly_more_than_the_buffer_comes_through_it) {
    open_fed();
    START(&loop, getter, get, .stream = &fed, .how = EXACTLY, .into = into, .size = 40);
    turns();
    for (int i = 0; i < 4; i++) {
        ck_assert(!coir_done(&getter.task));
        feed("0123456789");
        turns();
    }
    ck_assert_int_eq(coir_outcome(&getter.task), 0);
    ck_assert_mem_eq(into, "0123456789012345678901234567890123456789", 40);
}
END_TEST

/* ---- Cancelling, and being two ---- */

START_TEST(cancelling_a_reader_that_waits_keeps_the_bytes) {
    open_fed();
    feed("ab");
    START(&loop, getter, get, .stream = &fed, .how = EXACTLY, .into = into, .size = 4);
    turns();
    coir_cancel(&getter.task);
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_CANCELLED);
    feed("cd");
    ck_assert_int_eq(got(EXACTLY, 4, NULL), 0);
    ck_assert_str_eq(into, "abcd");
}
END_TEST

/* It was woken, and has not run: the next reader must neither be refused nor miss a byte. */
START_TEST(cancelling_a_reader_that_was_woken_keeps_the_bytes) {
    open_fed();
    START(&loop, getter, get, .stream = &fed, .how = EXACTLY, .into = into, .size = 4);
    turns();
    feed("abcd");
    coir_cancel(&getter.task);
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_CANCELLED);
    ck_assert_int_eq(got(EXACTLY, 4, NULL), 0);
    ck_assert_str_eq(into, "abcd");
}
END_TEST

START_TEST(cancelling_a_long_read_tells_how_much_came) {
    open_fed();
    START(&loop, getter, get, .stream = &fed, .how = EXACTLY, .into = into, .size = 40);
    turns();
    feed("0123456789");
    turns();
    coir_cancel(&getter.task);
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_CANCELLED);
    ck_assert_uint_eq(coir_partial(&fed), 10);
    ck_assert_mem_eq(into, "0123456789", 10);
}
END_TEST

START_TEST(a_second_reader_is_refused_and_disturbs_nothing) {
    open_fed();
    START(&loop, getter, get, .stream = &fed, .how = EXACTLY, .into = into, .size = 4);
    START(&loop, other_getter, get, .stream = &fed, .how = ANY, .into = into, .size = 4);
    turns();
    ck_assert_int_eq(coir_outcome(&other_getter.task), COIR_RUNTIME);
    feed("abcd");
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), 0);
    ck_assert_str_eq(into, "abcd");
}
END_TEST

START_TEST(an_error_reaches_who_waits_and_whoever_comes_later) {
    open_fed();
    feed("ab");
    START(&loop, getter, get, .stream = &fed, .how = EXACTLY, .into = into, .size = 4);
    turns();
    coir_stream_fail(&fed, COIR_RESET);
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_RESET);
    ck_assert_int_eq(got(ANY, 1, NULL), COIR_RESET);
    ck_assert_int_eq(got(EXACTLY, 1, NULL), COIR_RESET);
    ck_assert_int_eq(got(LINE, 9, NULL), COIR_RESET);
}
END_TEST

/* ---- Closing ---- */

struct watcher {
    CORO;
    struct coir_stream *stream;
};

ASYNC(watcher) {
    AWAIT(coir_wait_closed(self->stream));
}
ASYNC_END

static COIR_TASK(watcher) watcher_task;

START_TEST(closing_tells_who_reads_and_who_waits_for_it) {
    open_fed();
    START(&loop, getter, get, .stream = &fed, .how = ANY, .into = into, .size = 4);
    START(&loop, watcher_task, watcher, .stream = &fed);
    turns();
    ck_assert(!coir_is_closing(&fed));
    ck_assert_int_eq(coir_close(&fed), 0);
    ck_assert_int_eq(coir_close(&fed), 0);
    ck_assert(coir_is_closing(&fed));
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_CLOSED);
    ck_assert_int_eq(coir_outcome(&watcher_task.task), 0);
    ck_assert_int_eq(got(ANY, 1, NULL), COIR_CLOSED);
    ck_assert_int_eq(coir_write_eof(&fed), COIR_CLOSED);
    ck_assert_int_eq(coir_stream_feed(&fed, "x", 1), COIR_RUNTIME);
}
END_TEST

/* It was woken and has not run: it must not look at a stream that is gone by then. */
START_TEST(a_reader_that_was_woken_does_not_touch_a_closed_stream) {
    struct coir_stream *stream = (struct coir_stream *)malloc(sizeof *stream);
    coir_stream_init(stream, NULL, NULL);
    coir_stream_buffer(stream, buffer, sizeof buffer);
    START(&loop, getter, get, .stream = stream, .how = ANY, .into = into, .size = 4);
    turns();
    ck_assert_int_eq(coir_stream_feed(stream, "abcd", 4), 0);
    coir_close(stream);
    memset(stream, 0xdd, sizeof *stream);
    free(stream);
    if (_i == 1)
        coir_cancel(&getter.task);
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), _i == 1 ? COIR_CANCELLED : COIR_CLOSED);
}
END_TEST

START_TEST(closing_what_was_never_opened_does_nothing) {
    struct coir_stream never;
    memset(&never, 0, sizeof never);
    ck_assert_int_eq(coir_close(&never), 0);
    ck_assert(coir_is_closing(&never));
}
END_TEST

START_TEST(a_stream_without_transport_cannot_write) {
    open_fed();
    START(&loop, putter, put, .stream = &fed, .from = "x", .size = 1);
    ck_assert_int_eq(coir_run_until(&loop, &putter.task), COIR_UNSUPPORTED);
    ck_assert_int_eq(coir_write_eof(&fed), COIR_UNSUPPORTED);
}
END_TEST

/* ---- Two streams joined in memory ---- */

static struct coir_pair pair;
static struct coir_stream left, right;
static char there[64], back[64], left_buffer[32], right_buffer[32];

static void open_pair(size_t size) {
    coir_stream_pair(&pair, &left, &right, there, back, size);
    coir_stream_buffer(&left, left_buffer, sizeof left_buffer);
    coir_stream_buffer(&right, right_buffer, sizeof right_buffer);
}

static char sent[3000];

static void fill_sent(void) {
    for (size_t i = 0; i < sizeof sent; i++)
        sent[i] = (char)(i * 7 + i / 251);
}

/* All sizes of the conduit from 1 on: through every wrap of the ring. */
START_TEST(all_bytes_come_through_in_order_however_narrow_it_is) {
    open_pair((size_t)_i);
    fill_sent();
    START(&loop, putter, put, .stream = &left, .from = sent, .size = sizeof sent, .then_end = true);
    START(&loop, getter, get, .stream = &right, .how = EXACTLY, .into = into, .size = sizeof sent);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&putter.task), 0);
    ck_assert_int_eq(coir_outcome(&getter.task), 0);
    ck_assert_mem_eq(into, sent, sizeof sent);
    START(&loop, getter, get, .stream = &right, .how = ANY, .into = into, .size = 9);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(getter.frame.n, 0);
}
END_TEST

START_TEST(a_writer_waits_until_the_reader_has_read) {
    open_pair(10);
    START(&loop, putter, put, .stream = &left, .from = "0123456789abcdef", .size = 16);
    turns();
    ck_assert(!coir_done(&putter.task));
    ck_assert_uint_eq(coir_sent(&left), 10);
    START(&loop, getter, get, .stream = &right, .how = EXACTLY, .into = into, .size = 16);
    turns();
    ck_assert_int_eq(coir_outcome(&putter.task), 0);
    ck_assert_int_eq(coir_outcome(&getter.task), 0);
    ck_assert_mem_eq(into, "0123456789abcdef", 16);
}
END_TEST

/* The next writer must begin at its own first byte, not where the cancelled one stopped. */
START_TEST(a_cancelled_writer_leaves_no_progress_to_the_next) {
    open_pair(4);
    START(&loop, putter, put, .stream = &left, .from = "abcdef", .size = 6);
    turns();
    if (_i == 1) /* woken, and not yet run */
        coir_stream_ready(&left, COIR_WRITABLE);
    coir_cancel(&putter.task);
    turns();
    ck_assert_int_eq(coir_outcome(&putter.task), COIR_CANCELLED);
    ck_assert_uint_eq(coir_sent(&left), 4);
    START(&loop, putter, put, .stream = &left, .from = "UVWXYZ", .size = 6);
    START(&loop, getter, get, .stream = &right, .how = EXACTLY, .into = into, .size = 10);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&putter.task), 0);
    ck_assert_mem_eq(into, "abcdUVWXYZ", 10);
}
END_TEST

START_TEST(a_second_writer_is_refused_and_disturbs_nothing) {
    open_pair(4);
    START(&loop, putter, put, .stream = &left, .from = "abcdef", .size = 6);
    START(&loop, other_putter, put, .stream = &left, .from = "UVWXYZ", .size = 6);
    turns();
    ck_assert_int_eq(coir_outcome(&other_putter.task), COIR_RUNTIME);
    START(&loop, getter, get, .stream = &right, .how = EXACTLY, .into = into, .size = 6);
    turns();
    ck_assert_mem_eq(into, "abcdef", 6);
    ck_assert_int_eq(coir_outcome(&putter.task), 0);
}
END_TEST

START_TEST(ending_it_ends_a_write_that_waits) {
    open_pair(4);
    START(&loop, putter, put, .stream = &left, .from = "abcdef", .size = 6);
    turns();
    ck_assert_int_eq(coir_write_eof(&left), 0);
    START(&loop, getter, get, .stream = &right, .how = EXACTLY, .into = into, .size = 6);
    turns();
    ck_assert_int_eq(coir_outcome(&putter.task), COIR_CLOSED);
    ck_assert_uint_eq(coir_sent(&left), 4);
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_EOF);
}
END_TEST

START_TEST(half_closed_the_other_half_goes_on) {
    open_pair(16);
    ck_assert_int_eq(coir_write_eof(&left), 0);
    ck_assert_int_eq(coir_write_eof(&left), 0);
    START(&loop, getter, get, .stream = &right, .how = ANY, .into = into, .size = 4);
    START(&loop, putter, put, .stream = &left, .from = "x", .size = 1);
    turns();
    ck_assert_int_eq(getter.frame.n, 0);
    ck_assert_int_eq(coir_outcome(&putter.task), COIR_CLOSED);
    START(&loop, putter, put, .stream = &right, .from = "back", .size = 4);
    START(&loop, getter, get, .stream = &left, .how = EXACTLY, .into = into, .size = 4);
    turns();
    ck_assert_int_eq(coir_outcome(&putter.task), 0);
    ck_assert_mem_eq(into, "back", 4);
}
END_TEST

START_TEST(writing_to_a_closed_peer_is_an_error_and_reading_gives_the_rest) {
    open_pair(4);
    START(&loop, putter, put, .stream = &right, .from = "rest", .size = 4);
    turns();
    START(&loop, putter, put, .stream = &left, .from = "abcdef", .size = 6);
    turns();
    coir_close(&right);
    turns();
    ck_assert_int_eq(coir_outcome(&putter.task), COIR_PIPE);
    START(&loop, getter, get, .stream = &left, .how = EXACTLY, .into = into, .size = 9);
    turns();
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_EOF);
    ck_assert_uint_eq(coir_partial(&left), 4);
    ck_assert_mem_eq(into, "rest", 4);
}
END_TEST

/* ---- A transport that is always ready ---- */

static int give(struct coir_stream *stream, void *bytes, size_t size) {
    (void)stream;
    memset(bytes, 'x', size);
    return (int)size;
}

static int swallow(struct coir_stream *stream, const void *bytes, size_t size) {
    (void)stream, (void)bytes, (void)size;
    return 1;
}

static const struct coir_transport eager = {give, swallow, NULL, NULL, NULL, NULL, NULL};

struct greedy {
    CORO;
    struct coir_stream *stream;
    bool writes;
    const bool *stop;
    char byte;
};

ASYNC(greedy) {
    while (!*self->stop) {
        if (self->writes)
            AWAIT(coir_write_all(self->stream, &self->byte, 1));
        else
            AWAIT(coir_read(self->stream, &self->byte, 1));
    }
}
ASYNC_END

struct stopper {
    CORO;
    bool *stop;
};

ASYNC(stopper) {
    AWAIT(coir_sleep(0));
    *self->stop = true;
}
ASYNC_END

static COIR_TASK(greedy) greedy_task;
static COIR_TASK(stopper) stopper_task;

START_TEST(a_peer_that_is_always_ready_starves_nobody) {
    struct coir_stream stream;
    bool stop = false;
    coir_stream_init(&stream, &eager, NULL);
    START(&loop, greedy_task, greedy, .stream = &stream, .writes = _i == 1, .stop = &stop);
    START(&loop, stopper_task, stopper, .stop = &stop);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(stop);
    ck_assert_int_eq(coir_outcome(&greedy_task.task), 0);
}
END_TEST

static int break_down(struct coir_stream *stream, void *bytes, size_t size) {
    int *calls = (int *)stream->owner;
    (void)bytes, (void)size;
    ++*calls;
    return COIR_RESET;
}

static const struct coir_transport failing = {break_down, swallow, NULL, NULL, NULL, NULL, NULL};

START_TEST(an_error_of_the_transport_stays) {
    struct coir_stream stream;
    int calls = 0;
    coir_stream_init(&stream, &failing, &calls);
    START(&loop, getter, get, .stream = &stream, .how = ANY, .into = into, .size = 4);
    ck_assert_int_eq(coir_run_until(&loop, &getter.task), COIR_RESET);
    START(&loop, getter, get, .stream = &stream, .how = ANY, .into = into, .size = 4);
    ck_assert_int_eq(coir_run_until(&loop, &getter.task), COIR_RESET);
    START(&loop, putter, put, .stream = &stream, .from = "x", .size = 1);
    ck_assert_int_eq(coir_run_until(&loop, &putter.task), COIR_RESET);
    ck_assert_int_eq(calls, 1);
}
END_TEST

static int is_full(struct coir_stream *stream, const void *bytes, size_t size) {
    (void)stream, (void)bytes, (void)size;
    return COIR_PENDING;
}

static const struct coir_transport broken = {break_down, is_full, NULL, NULL, NULL, NULL, NULL};

START_TEST(an_error_that_a_reader_meets_ends_the_writer_that_waits) {
    struct coir_stream stream;
    int calls = 0;
    coir_stream_init(&stream, &broken, &calls);
    START(&loop, putter, put, .stream = &stream, .from = "x", .size = 1);
    turns();
    ck_assert(!coir_done(&putter.task));
    START(&loop, getter, get, .stream = &stream, .how = ANY, .into = into, .size = 4);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_RESET);
    ck_assert_int_eq(coir_outcome(&putter.task), COIR_RESET);
    coir_close(&stream);
}
END_TEST

/* ---- Cancel at every await ---- */

/* Sends lines through a narrow pair and expects them back. Cancelled, it begins again: what was
 * sent before must have come through whole or be told by coir_sent, so the reader sees each line
 * once. */
struct sender {
    CORO;
    struct coir_stream *stream;
    int line;
    size_t at;
};

static const char *const lines[] = {"the first\n", "a second, longer line\n", "\n", "fourth\n"};

ASYNC(sender) {
    for (; self->line < 4; self->line++, self->at = 0) {
        while (self->at < strlen(lines[self->line])) {
            TRY {
                AWAIT(coir_write_all(self->stream, lines[self->line] + self->at,
                                     strlen(lines[self->line]) - self->at));
                self->at = strlen(lines[self->line]);
            }
            CATCH(COIR_CANCELLED) {
                self->at += coir_sent(self->stream);
                coir_uncancel(coir_current());
            }
            TRY_END
        }
    }
    AWAIT(coir_write_eof(self->stream));
}
ASYNC_END

struct receiver {
    CORO;
    struct coir_stream *stream;
    char line[40];
    char all[200];
    int n;
};

ASYNC(receiver) {
    self->n = 1;
    while (self->n) {
        TRY {
            AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
            if (self->n)
                memcpy(self->all + strlen(self->all), self->line, (size_t)self->n);
        }
        CATCH(COIR_CANCELLED) {
            coir_uncancel(coir_current());
        }
        TRY_END
    }
}
ASYNC_END

static COIR_TASK(sender) sender_task;
static COIR_TASK(receiver) receiver_task;

/* _i is the turn in which both are cancelled, whatever they are doing then. */
START_TEST(cancelled_in_any_turn_no_byte_is_lost_or_doubled) {
    open_pair(5);
    START(&loop, sender_task, sender, .stream = &left);
    START(&loop, receiver_task, receiver, .stream = &right);
    for (int turn = 0; coir_is_running(&receiver_task.task); turn++) {
        ck_assert_int_lt(turn, 200);
        coir_poll(&loop);
        if (turn == _i) {
            coir_cancel(&sender_task.task);
            coir_cancel(&receiver_task.task);
        }
    }
    ck_assert_int_eq(coir_outcome(&sender_task.task), 0);
    ck_assert_int_eq(coir_outcome(&receiver_task.task), 0);
    ck_assert_str_eq(receiver_task.frame.all, "the first\na second, longer line\n\nfourth\n");
}
END_TEST

/* ---- What a report says ---- */

static char report[2000];

static void keep(const char *line) {
    strcat(report, line);
    strcat(report, "\n");
}

START_TEST(a_deadlock_names_what_each_task_waits_for) {
    report[0] = 0;
    loop.report = keep;
    open_pair(4);
    START(&loop, getter, get, .stream = &left, .how = ANY, .into = into, .size = 4);
    START(&loop, putter, put, .stream = &left, .from = "abcdef", .size = 6);
    START(&loop, watcher_task, watcher, .stream = &left);
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(report, "task get: waiting for bytes to read"));
    ck_assert_ptr_nonnull(strstr(report, "task put: waiting for room to write"));
    ck_assert_ptr_nonnull(strstr(report, "task watcher: waiting for a stream to be closed"));
    ck_assert_ptr_nonnull(strstr(report, "test_stream.c"));
    coir_close(&left);
    ck_assert_int_eq(coir_run(&loop), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("stream");
    TCase *tests = tcase_create("stream");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, reads_take_what_they_say_and_no_more);
    tcase_add_test(tests, at_the_end_a_line_is_what_is_left_and_then_nothing);
    tcase_add_test(tests, the_end_inside_exactly_gives_what_was_there);
    tcase_add_test(tests, the_end_inside_until_gives_what_was_there);
    tcase_add_test(tests, a_line_beyond_the_callers_size_is_an_error_and_loses_nothing);
    tcase_add_test(tests, a_line_beyond_the_buffer_is_an_error_and_loses_nothing);
    tcase_add_test(tests, a_line_that_fills_size_to_the_last_byte_is_a_line);
    tcase_add_test(tests, sizes_that_make_no_sense_are_refused);
    tcase_add_test(tests, no_more_of_a_buffer_is_used_than_a_read_can_tell);
    tcase_add_test(tests, feeding_more_than_fits_takes_nothing);
    tcase_add_loop_test(tests, a_separator_in_two_pieces_is_found, 0, 9);
    tcase_add_test(tests, a_false_beginning_of_a_separator_does_not_hide_the_true_one);
    tcase_add_test(tests, exactly_more_than_the_buffer_comes_through_it);
    tcase_add_test(tests, cancelling_a_reader_that_waits_keeps_the_bytes);
    tcase_add_test(tests, cancelling_a_reader_that_was_woken_keeps_the_bytes);
    tcase_add_test(tests, cancelling_a_long_read_tells_how_much_came);
    tcase_add_test(tests, a_second_reader_is_refused_and_disturbs_nothing);
    tcase_add_test(tests, an_error_reaches_who_waits_and_whoever_comes_later);
    tcase_add_test(tests, closing_tells_who_reads_and_who_waits_for_it);
    tcase_add_loop_test(tests, a_reader_that_was_woken_does_not_touch_a_closed_stream, 0, 2);
    tcase_add_test(tests, closing_what_was_never_opened_does_nothing);
    tcase_add_test(tests, a_stream_without_transport_cannot_write);
    tcase_add_loop_test(tests, all_bytes_come_through_in_order_however_narrow_it_is, 1, 65);
    tcase_add_test(tests, a_writer_waits_until_the_reader_has_read);
    tcase_add_loop_test(tests, a_cancelled_writer_leaves_no_progress_to_the_next, 0, 2);
    tcase_add_test(tests, a_second_writer_is_refused_and_disturbs_nothing);
    tcase_add_test(tests, ending_it_ends_a_write_that_waits);
    tcase_add_test(tests, half_closed_the_other_half_goes_on);
    tcase_add_test(tests, writing_to_a_closed_peer_is_an_error_and_reading_gives_the_rest);
    tcase_add_loop_test(tests, a_peer_that_is_always_ready_starves_nobody, 0, 2);
    tcase_add_test(tests, an_error_of_the_transport_stays);
    tcase_add_test(tests, an_error_that_a_reader_meets_ends_the_writer_that_waits);
    tcase_add_loop_test(tests, cancelled_in_any_turn_no_byte_is_lost_or_doubled, 0, 30);
    tcase_add_test(tests, a_deadlock_names_what_each_task_waits_for);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
