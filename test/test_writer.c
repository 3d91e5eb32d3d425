/* test_writer.c - what is written goes, in order and once, whether or not anybody waits for it; and
 * who writes too much waits, or is refused. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <sys/socket.h>

#include "coir/writer.h"
#include "rig.h"

enum { ROOM = 100, WIRE = 10 };

static struct coir_pair pair;
static struct coir_stream near_end, far_end;
static struct coir_writer writer;
static char there[WIRE], back[WIRE], room[ROOM], hundred[ROOM];

static void set_up(void) {
    open_rig();
    coir_stream_pair(&pair, &near_end, &far_end, there, back, WIRE);
    coir_writer_init(&writer, &near_end, room, ROOM);
    for (size_t i = 0; i < ROOM; i++)
        hundred[i] = (char)('a' + i % 26);
}

static void tear_down(void) {
    coir_close(&near_end);
    coir_close(&far_end);
    close_rig();
}

/* A task that waits for one thing of the writer. */
enum { DRAIN, FLUSH, END, CLOSE };

struct attend {
    CORO;
    int what;
};

ASYNC(attend) {
    if (self->what == DRAIN)
        AWAIT(coir_drain(&writer));
    if (self->what == FLUSH)
        AWAIT(coir_writer_flush(&writer));
    if (self->what == END)
        AWAIT(coir_writer_write_eof(&writer));
    if (self->what == CLOSE)
        AWAIT(coir_writer_close(&writer));
}
ASYNC_END

static COIR_TASK(attend) waiter, other_waiter;

static void start_wait(int what) {
    FRESH(waiter);
    START(&loop, waiter, attend, .what = what);
    run_turns(2);
}

/* Take bytes at the far end, as they are; returns how many. */
static int take(char *into, int size) {
    int n = coir_stream_pull(&far_end, into, (size_t)size);
    run_turns(2);
    return n;
}

/* All that comes, until there is no more. */
static size_t take_all(char *into, size_t size) {
    size_t done = 0;
    int n = 1;
    while (done < size && (n = coir_stream_pull(&far_end, into + done, size - done)) > 0)
        done += (size_t)n;
    run_turns(2);
    return done;
}

START_TEST(what_fits_the_wire_goes_at_once) {
    char got[ROOM];
    ck_assert_int_eq(coir_writer_write(&writer, "hello", 5), 0);
    ck_assert_uint_eq(writer.count, 0);
    ck_assert_int_eq(take(got, ROOM), 5);
    ck_assert_mem_eq(got, "hello", 5);
}
END_TEST

START_TEST(the_rest_goes_by_itself_though_nobody_waits) {
    char got[3 * ROOM];
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(coir_writer_write(&writer, hundred, ROOM - WIRE), 0);
        ck_assert_uint_eq(take_all(got, sizeof got), ROOM - WIRE);
        ck_assert_mem_eq(got, hundred, ROOM - WIRE);
        ck_assert_uint_eq(writer.count, 0);
    }
}
END_TEST

START_TEST(what_does_not_fit_is_refused_whole) {
    char got[3 * ROOM];
    struct coir_piece pieces[] = {{hundred, 40}, {NULL, 0}, {hundred, 61}};
    ck_assert_int_eq(coir_writer_write_pieces(&writer, pieces, 3), COIR_FULL);
    ck_assert_int_eq(take(got, ROOM), COIR_PENDING);
    pieces[2].size = 60;
    ck_assert_int_eq(coir_writer_write_pieces(&writer, pieces, 3), 0);
    ck_assert_uint_eq(writer.count, ROOM - WIRE);
    ck_assert_int_eq(coir_writer_write(&writer, hundred, WIRE + 1), COIR_FULL);
    ck_assert_int_eq(coir_writer_write(&writer, hundred, WIRE), 0);
    ck_assert_uint_eq(take_all(got, sizeof got), ROOM + WIRE);
    ck_assert_mem_eq(got, hundred, 40);
    ck_assert_mem_eq(got + 40, hundred, 60);
    ck_assert_mem_eq(got + 100, hundred, WIRE);
}
END_TEST

START_TEST(drain_waits_from_above_the_high_mark_to_the_low_one) {
    char got[ROOM];
    ck_assert_int_eq(coir_writer_limits(&writer, 40, 15), 0);
    coir_writer_write(&writer, hundred, WIRE + 40);
    start_wait(DRAIN);
    ck_assert(coir_done(&waiter.task));
    coir_writer_write(&writer, hundred, 1);
    start_wait(DRAIN);
    ck_assert(!coir_done(&waiter.task));
    take(got, WIRE);
    ck_assert_uint_eq(writer.count, 31);
    take(got, WIRE);
    take(got, 5);
    ck_assert_uint_eq(writer.count, 16);
    ck_assert(!coir_done(&waiter.task));
    take(got, 1);
    ck_assert(coir_done(&waiter.task));
    ck_assert_int_eq(coir_outcome(&waiter.task), 0);
}
END_TEST

START_TEST(marks_that_make_no_sense_are_refused) {
    ck_assert_uint_eq(writer.high, 75);
    ck_assert_uint_eq(writer.low, 18);
    ck_assert_int_eq(coir_writer_limits(&writer, 10, 11), COIR_VALUE);
    ck_assert_int_eq(coir_writer_limits(&writer, ROOM, 0), COIR_VALUE);
    ck_assert_int_eq(coir_writer_limits(&writer, 0, 0), 0);
    coir_writer_write(&writer, hundred, WIRE + 1);
    start_wait(DRAIN);
    ck_assert(!coir_done(&waiter.task));
    ck_assert_int_eq(coir_writer_limits(&writer, 50, 20), 0);
    run_turns(2);
    ck_assert(coir_done(&waiter.task));
}
END_TEST

START_TEST(flush_end_and_close_wait_for_the_last_byte) {
    char got[ROOM];
    coir_writer_write(&writer, hundred, WIRE + 1);
    start_wait(FLUSH + _i);
    ck_assert(!coir_done(&waiter.task));
    ck_assert_int_eq(take(got, 1), 1);
    ck_assert(coir_done(&waiter.task));
    ck_assert_int_eq(coir_outcome(&waiter.task), 0);
    ck_assert_uint_eq(take_all(got, ROOM), WIRE);
    ck_assert_int_eq(take(got, 1), _i == 0 ? (int)COIR_PENDING : 0);
    ck_assert_int_eq(coir_writer_write(&writer, "x", 1), _i == 0 ? 0 : (int)COIR_CLOSED);
    ck_assert_int_eq(coir_is_closing(&near_end), _i == 2);
    start_wait(CLOSE);
    ck_assert_int_eq(coir_outcome(&waiter.task), 0);
}
END_TEST

START_TEST(cancelled_while_waiting_loses_nothing) {
    char got[2 * ROOM];
    coir_writer_write(&writer, hundred, ROOM);
    FRESH(other_waiter);
    START(&loop, other_waiter, attend, .what = FLUSH);
    start_wait(_i);
    ck_assert(coir_cancel(&waiter.task));
    run_turns(2);
    ck_assert_int_eq(coir_outcome(&waiter.task), COIR_CANCELLED);
    ck_assert(!coir_is_closing(&near_end));
    ck_assert(!coir_done(&other_waiter.task));
    ck_assert_uint_eq(take_all(got, sizeof got), ROOM);
    ck_assert_mem_eq(got, hundred, ROOM);
    ck_assert(coir_done(&other_waiter.task));
}
END_TEST

START_TEST(an_error_is_everybodys) {
    coir_writer_write(&writer, hundred, ROOM);
    start_wait(_i);
    coir_close(&far_end);
    run_turns(2);
    ck_assert_int_eq(coir_outcome(&waiter.task), COIR_PIPE);
    ck_assert_int_eq(coir_is_closing(&near_end), _i == CLOSE);
    ck_assert_int_eq(coir_writer_write(&writer, "x", 1), _i == CLOSE ? COIR_CLOSED : COIR_PIPE);
}
END_TEST

START_TEST(closing_the_stream_ends_those_who_wait) {
    coir_writer_write(&writer, hundred, ROOM);
    start_wait(DRAIN + _i);
    coir_close(&near_end);
    run_turns(2);
    ck_assert_int_eq(coir_outcome(&waiter.task), _i == CLOSE ? 0 : (int)COIR_CLOSED);
    ck_assert_int_eq(coir_writer_write(&writer, "x", 1), COIR_CLOSED);
}
END_TEST

START_TEST(an_error_of_reading_shows_in_drain) {
    coir_stream_fail(&near_end, COIR_RESET);
    start_wait(DRAIN);
    ck_assert_int_eq(coir_outcome(&waiter.task), COIR_RESET);
    ck_assert_int_eq(coir_writer_write(&writer, "x", 1), COIR_RESET);
}
END_TEST

START_TEST(an_error_after_the_end_out_shows_in_drain_too) {
    coir_writer_write(&writer, "x", 1);
    start_wait(END);
    ck_assert_int_eq(coir_outcome(&waiter.task), 0);
    start_wait(DRAIN);
    ck_assert_int_eq(coir_outcome(&waiter.task), 0);
    coir_stream_fail(&near_end, COIR_RESET);
    start_wait(_i);
    ck_assert_int_eq(coir_outcome(&waiter.task), COIR_RESET);
}
END_TEST

static int break_down(struct coir_stream *stream, void *into, size_t size) {
    (void)stream, (void)into, (void)size;
    return COIR_RESET;
}

static int is_full(struct coir_stream *stream, const void *from, size_t size) {
    (void)stream, (void)from, (void)size;
    return COIR_PENDING;
}

static const struct coir_transport broken = {break_down, is_full, NULL, NULL, NULL, NULL, NULL};

struct get {
    CORO;
    char byte;
};

ASYNC(get) {
    AWAIT(coir_read(&near_end, &self->byte, 1));
}
ASYNC_END

START_TEST(an_error_that_a_reader_meets_ends_who_waits_for_the_writer) {
    static COIR_TASK(get) getter;
    coir_close(&near_end);
    coir_stream_init(&near_end, &broken, NULL);
    coir_writer_init(&writer, &near_end, room, ROOM);
    coir_writer_write(&writer, hundred, ROOM);
    start_wait(_i);
    START(&loop, getter, get);
    run_turns(3);
    ck_assert_int_eq(coir_outcome(&getter.task), COIR_RESET);
    ck_assert_int_eq(coir_outcome(&waiter.task), COIR_RESET);
}
END_TEST

/* Whoever ends the stream and not the writer gets an error, and no endless wait. */
START_TEST(what_can_go_no_more_is_no_success) {
    char rest[ROOM];
    coir_writer_write(&writer, hundred, ROOM);
    ck_assert_int_eq(coir_write_eof(&near_end), 0);
    start_wait(_i);
    take_all(rest, sizeof rest);
    ck_assert(coir_done(&waiter.task));
    ck_assert_int_eq(coir_outcome(&waiter.task), COIR_CLOSED);
    start_wait(_i);
    ck_assert_int_eq(coir_outcome(&waiter.task), _i == CLOSE ? 0 : (int)COIR_CLOSED);
}
END_TEST

/* ---- Pieces written together ---- */

struct put {
    CORO;
    struct coir_stream *stream;
    const struct coir_piece *pieces;
    size_t count;
};

ASYNC(put) {
    AWAIT(coir_write_pieces(self->stream, self->pieces, self->count));
}
ASYNC_END

static COIR_TASK(put) putter;

static const struct coir_piece words[] = {{"", 0},      {"one ", 4}, {"two ", 4},
                                          {"", 0},      {"", 0},     {"three ", 6},
                                          {"four ", 5}, {"", 0},     {"five", 4}};
enum { WORDS = sizeof words / sizeof *words };
static const char sentence[] = "one two three four five";

/* A packet socket keeps what one call wrote together. */
START_TEST(pieces_go_in_one_system_call) {
    static struct coir_poll machine;
    struct coir_stream stream;
    char got[100];
    int fds[2];
    close_rig();
    ck_assert_int_eq(coir_poll_init(&machine), 0);
    coir_loop_init(&loop, &machine.port);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
    ck_assert_int_eq(coir_open_fd(&stream, &loop, fds[0]), 0);
    FRESH(putter);
    START(&loop, putter, put, .stream = &stream, .pieces = words, .count = WORDS);
    ck_assert_int_eq(coir_run_until(&loop, &putter.task), 0);
    ck_assert_int_eq((int)recv(fds[1], got, sizeof got, 0), (int)strlen(sentence));
    ck_assert_mem_eq(got, sentence, strlen(sentence));
    coir_close(&stream);
    coir_loop_close(&loop);
    coir_poll_close(&machine);
    shutdown(fds[1], SHUT_RDWR);
    open_rig();
}
END_TEST

START_TEST(pieces_go_through_a_wire_of_any_width_and_may_be_cancelled) {
    char got[100];
    size_t done;
    bool last = false;
    for (int turns = 0; !last; turns++) {
        coir_stream_pair(&pair, &near_end, &far_end, there, back, (size_t)_i + 1);
        FRESH(putter);
        START(&loop, putter, put, .stream = &near_end, .pieces = words, .count = WORDS);
        done = 0;
        for (int i = 0; i < turns; i++) {
            int n = coir_stream_pull(&far_end, got + done, sizeof got - done);
            done += n > 0 ? (size_t)n : 0;
            coir_poll(&loop);
        }
        last = !coir_cancel(&putter.task);
        run_turns(2);
        done += take_all(got + done, sizeof got - done);
        ck_assert_uint_eq(done, coir_sent(&near_end));
        ck_assert_mem_eq(got, sentence, done);
        ck_assert_int_lt(turns, 100);
        coir_close(&near_end);
        coir_close(&far_end);
    }
    ck_assert_uint_eq(done, strlen(sentence));
}
END_TEST

static Suite *suite(void) {
    Suite *made = suite_create("writer");
    TCase *all = tcase_create("writer");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, what_fits_the_wire_goes_at_once);
    tcase_add_test(all, the_rest_goes_by_itself_though_nobody_waits);
    tcase_add_test(all, what_does_not_fit_is_refused_whole);
    tcase_add_test(all, drain_waits_from_above_the_high_mark_to_the_low_one);
    tcase_add_test(all, marks_that_make_no_sense_are_refused);
    tcase_add_loop_test(all, flush_end_and_close_wait_for_the_last_byte, 0, 3);
    tcase_add_loop_test(all, cancelled_while_waiting_loses_nothing, DRAIN, CLOSE + 1);
    tcase_add_loop_test(all, an_error_is_everybodys, DRAIN, CLOSE + 1);
    tcase_add_loop_test(all, closing_the_stream_ends_those_who_wait, DRAIN, CLOSE + 1);
    tcase_add_test(all, an_error_of_reading_shows_in_drain);
    tcase_add_loop_test(all, an_error_after_the_end_out_shows_in_drain_too, DRAIN, FLUSH + 1);
    tcase_add_loop_test(all, an_error_that_a_reader_meets_ends_who_waits_for_the_writer, DRAIN,
                        CLOSE + 1);
    tcase_add_loop_test(all, what_can_go_no_more_is_no_success, DRAIN, CLOSE + 1);
    tcase_add_test(all, pieces_go_in_one_system_call);
    tcase_add_loop_test(all, pieces_go_through_a_wire_of_any_width_and_may_be_cancelled, 0, 10);
    suite_add_tcase(made, all);
    return made;
}

int main(void) {
    return run_suite(suite());
}
