/* test_uart.c - bytes go through a serial line in order, and none that came is lost to who leaves. */
#include "coir/uart.h"
#include "rig.h"

/* The line. A byte comes each millisecond while there are some to come; one goes each millisecond, while
 * the driver has interrupts on. */
static struct coir_uart uart;
static struct coir_handle coming, going;
static const char *to_come;
static char went[64];
static int gone, is_sending, is_attached;
static char received[8], sent[8], line_buffer[32];

static void attach(struct coir_uart *with) {
    ck_assert(!with || with == &uart);
    is_attached = with != NULL;
}

static int go(void *unused) {
    int byte = coir_uart_next_from_isr(&uart);
    (void)unused;
    is_sending = byte >= 0;
    if (is_sending) {
        went[gone++] = (char)byte;
        coir_call_later(&loop, &going, COIR_MS(1), go, NULL);
    }
    return 0;
}

static void send(void) {
    if (is_sending)
        return;
    is_sending = 1;
    coir_call_later(&loop, &going, COIR_MS(1), go, NULL);
}

static const struct coir_uart_registers registers = {attach, send};

static int come(void *unused) {
    (void)unused;
    coir_uart_received_from_isr(&uart, (uint8_t)*to_come++);
    if (*to_come)
        coir_call_later(&loop, &coming, COIR_MS(1), come, NULL);
    return 0;
}

static void let_come(const char *bytes) {
    to_come = bytes;
    coir_call_later(&loop, &coming, COIR_MS(1), come, NULL);
}

static void interrupt_with(const char *bytes) {
    while (*bytes)
        coir_uart_received_from_isr(&uart, (uint8_t)*bytes++);
}

struct lines {
    CORO;
    int times, n;
    char line[20];
};

ASYNC(lines) {
    for (; self->times > 0; self->times--) {
        AWAIT_INTO(self->n, coir_readline(&uart.stream, self->line, sizeof self->line));
        self->line[self->n - 1] = 0;
        note(self->line);
    }
}
ASYNC_END

struct pieces {
    CORO;
    int times;
    char bytes[4];
};

ASYNC(pieces) {
    for (; self->times > 0; self->times--) {
        AWAIT(coir_read_exactly(&uart.stream, self->bytes, 3));
        self->bytes[3] = 0;
        note(self->bytes);
    }
}
ASYNC_END

struct writes {
    CORO;
    const char *text;
};

ASYNC(writes) {
    AWAIT(coir_write_all(&uart.stream, self->text, strlen(self->text)));
    note_number("unsent", (int)coir_uart_unsent(&uart));
}
ASYNC_END

static COIR_TASK(lines) reader;
static COIR_TASK(pieces) taker;
static COIR_TASK(writes) writer;

static void set_up(void) {
    open_rig();
    FRESH(reader);
    FRESH(taker);
    FRESH(writer);
    FRESH(coming);
    FRESH(going);
    FRESH(went);
    gone = is_sending = 0;
    coir_uart_init(&uart, &loop, &registers, received, sizeof received, sent, sizeof sent);
    coir_stream_buffer(&uart.stream, line_buffer, sizeof line_buffer);
}

static void tear_down(void) {
    coir_close(&uart.stream);
    ck_assert(!is_attached);
    close_rig();
}

START_TEST(lines_arrive_in_order) {
    let_come("one\ntwo\nthree and more\n");
    START(&loop, reader, lines, .times = 3);
    ck_assert_int_eq(coir_run_until(&loop, &reader.task), 0);
    ck_assert_str_eq(trace, "one two three and more");
    ck_assert_uint_eq(coir_uart_lost(&uart), 0);
}
END_TEST

START_TEST(so_many_bytes_arrive_in_order) {
    let_come("abcdefghijkl");
    START(&loop, taker, pieces, .times = 4);
    ck_assert_int_eq(coir_run_until(&loop, &taker.task), 0);
    ck_assert_str_eq(trace, "abc def ghi jkl");
}
END_TEST

START_TEST(what_came_before_anybody_read_is_kept) {
    interrupt_with("abc");
    let_come("def");
    START(&loop, taker, pieces, .times = 2);
    ck_assert_int_eq(coir_run_until(&loop, &taker.task), 0);
    ck_assert_str_eq(trace, "abc def");
}
END_TEST

START_TEST(bytes_that_nobody_reads_in_time_are_lost_and_counted) {
    interrupt_with("abcdef\nXYZ");
    START(&loop, reader, lines, .times = 2);
    let_come("last\n");
    ck_assert_int_eq(coir_run_until(&loop, &reader.task), 0);
    ck_assert_str_eq(trace, "abcdef Xlast");
    ck_assert_uint_eq(coir_uart_lost(&uart), 2);
    ck_assert_uint_eq(coir_uart_lost(&uart), 0);
}
END_TEST

START_TEST(bytes_that_the_line_lost_are_counted_with_the_others) {
    interrupt_with("abcdefghi");
    coir_uart_lost_from_isr(&uart);
    ck_assert_uint_eq(coir_uart_lost(&uart), 2);
    ck_assert_uint_eq(coir_uart_lost(&uart), 0);
}
END_TEST

START_TEST(at_most_255_lost_bytes_are_counted) {
    for (int i = 0; i < 300; i++)
        interrupt_with("x");
    ck_assert_uint_eq(coir_uart_lost(&uart), 255);
}
END_TEST

START_TEST(more_than_the_ring_holds_is_written_in_order) {
    START(&loop, writer, writes, .text = "a text longer than both of the rings");
    ck_assert_int_eq(coir_run_until(&loop, &writer.task), 0);
    ck_assert_str_eq(trace, "unsent8");
    run_turns_quietly(100);
    ck_assert_str_eq(went, "a text longer than both of the rings");
    ck_assert_uint_eq(coir_uart_unsent(&uart), 0);
}
END_TEST

START_TEST(it_reads_while_it_writes) {
    let_come("one\ntwo\n");
    START(&loop, writer, writes, .text = "0123456789abcdef");
    START(&loop, reader, lines, .times = 2);
    ck_assert_int_eq(coir_run_until(&loop, &reader.task), 0);
    ck_assert_ptr_nonnull(strstr(trace, "one"));
    ck_assert_ptr_nonnull(strstr(trace, "two"));
    run_turns_quietly(100);
    ck_assert_str_eq(went, "0123456789abcdef");
    ck_assert(coir_done(&writer.task));
}
END_TEST

START_TEST(who_waits_for_a_line_that_is_closed_is_told) {
    START(&loop, reader, lines, .times = 1);
    run_turns_quietly(3);
    coir_close(&uart.stream);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&reader.task), COIR_CLOSED);
}
END_TEST

/* _i is the number of turns after which the first reader is cancelled; a second one goes on. */
/* Who waited is gone; what the interrupt left for it is on its way still. */
START_TEST(closed_while_the_loop_is_being_told_its_memory_is_free) {
    START(&loop, reader, lines, .times = 1);
    run_turns_quietly(2);
    cancel_and_end(&reader.task);
    interrupt_with("x");
    ck_assert_ptr_nonnull(loop.inbox);
    coir_close(&uart.stream);
    memset(&uart, 0x55, sizeof uart);
    run_turns_quietly(3);
    coir_uart_init(&uart, &loop, &registers, received, sizeof received, sent, sizeof sent);
}
END_TEST

START_TEST(a_reader_of_lines_who_leaves_in_any_turn_loses_no_byte) {
    int left;
    let_come("one\ntwo\nthree\n");
    START(&loop, reader, lines, .times = 3);
    run_turns_quietly(_i);
    cancel_and_end(&reader.task);
    left = reader.frame.times;
    FRESH(reader);
    START(&loop, reader, lines, .times = left);
    ck_assert_int_eq(coir_run_until(&loop, &reader.task), 0);
    ck_assert_str_eq(trace, "one two three");
    ck_assert_uint_eq(coir_uart_lost(&uart), 0);
}
END_TEST

START_TEST(a_reader_of_so_many_bytes_who_leaves_in_any_turn_loses_none) {
    int left;
    let_come("abcdefghi");
    START(&loop, taker, pieces, .times = 3);
    run_turns_quietly(_i);
    cancel_and_end(&taker.task);
    left = taker.frame.times;
    FRESH(taker);
    START(&loop, taker, pieces, .times = left);
    ck_assert_int_eq(coir_run_until(&loop, &taker.task), 0);
    ck_assert_str_eq(trace, "abc def ghi");
}
END_TEST

/* What coir_sent says has gone, and nothing else. */
START_TEST(a_writer_who_leaves_in_any_turn_knows_how_much_was_sent) {
    static const char text[] = "a text longer than both of the rings";
    size_t sent_bytes;
    START(&loop, writer, writes, .text = text);
    run_turns_quietly(_i);
    cancel_and_end(&writer.task);
    sent_bytes = _i ? coir_sent(&uart.stream) : 0;
    FRESH(writer);
    START(&loop, writer, writes, .text = text + sent_bytes);
    ck_assert_int_eq(coir_run_until(&loop, &writer.task), 0);
    run_turns_quietly(100);
    ck_assert_str_eq(went, text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("uart");
    TCase *tests = tcase_create("uart");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, lines_arrive_in_order);
    tcase_add_test(tests, so_many_bytes_arrive_in_order);
    tcase_add_test(tests, what_came_before_anybody_read_is_kept);
    tcase_add_test(tests, bytes_that_nobody_reads_in_time_are_lost_and_counted);
    tcase_add_test(tests, bytes_that_the_line_lost_are_counted_with_the_others);
    tcase_add_test(tests, at_most_255_lost_bytes_are_counted);
    tcase_add_test(tests, more_than_the_ring_holds_is_written_in_order);
    tcase_add_test(tests, it_reads_while_it_writes);
    tcase_add_test(tests, closed_while_the_loop_is_being_told_its_memory_is_free);
    tcase_add_test(tests, who_waits_for_a_line_that_is_closed_is_told);
    tcase_add_loop_test(tests, a_reader_of_lines_who_leaves_in_any_turn_loses_no_byte, 0, 60);
    tcase_add_loop_test(tests, a_reader_of_so_many_bytes_who_leaves_in_any_turn_loses_none, 0, 40);
    tcase_add_loop_test(tests, a_writer_who_leaves_in_any_turn_knows_how_much_was_sent, 0, 80);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
