/* test_i2c.c - a transaction on a bus ends with what was read or with an error, and leaves the bus free. */
#include "coir/i2c.h"
#include "rig.h"

/* A bus with one device, 0x50, that gives back twice what was written last. Half a second after the start
 * the interrupt comes. */
static struct coir_i2c_bus bus;
static struct coir_handle interrupt;
static int begun, aborted, stretches;
static coir_time held_until;
static uint8_t last;

static void attach(struct coir_i2c_bus *with) {
    ck_assert_ptr_eq(with, &bus);
}

static bool held(void) {
    return coir_now() < held_until;
}

static int happen(void *unused) {
    int byte;
    (void)unused;
    if (stretches)
        return 0;
    begun--;
    if (bus.address != 0x50) {
        coir_i2c_end_from_isr(&bus, COIR_NO_ACKNOWLEDGE);
        return 0;
    }
    while ((byte = coir_i2c_next_from_isr(&bus)) >= 0)
        last = (uint8_t)byte;
    while (bus.to_read)
        coir_i2c_received_from_isr(&bus, (uint8_t)(2 * last));
    coir_i2c_end_from_isr(&bus, 0);
    return 0;
}

static void begin(struct coir_i2c_bus *with) {
    ck_assert_ptr_eq(with, &bus);
    ck_assert_int_eq(begun, 0);
    begun++;
    coir_call_later(&loop, &interrupt, COIR_S(1) / 2, happen, NULL);
}

static void abort_it(void) {
    begun--;
    aborted++;
    coir_handle_cancel(&interrupt);
}

static const struct coir_i2c_registers registers = {attach, held, begin, abort_it};

struct transfer {
    CORO;
    uint8_t address, out, in[2];
    uint16_t out_size, in_size;
    coir_time within;
    struct coir_i2c transaction;
    struct coir_timeout timeout;
};

ASYNC(transfer) {
    ASYNC_WITH(self->timeout, coir_timeout, .delay = self->within) {
        AWAIT(self->transaction, coir_i2c, .bus = &bus, .address = self->address,
              .write = &self->out, .write_size = self->out_size, .read = self->in,
              .read_size = self->in_size);
    }
    ASYNC_WITH_END
    note_number("got", self->in[0]);
}
ASYNC_END

static COIR_TASK(transfer) first, second, third;

#define BYTE(n) .address = 0x50, .out = (n), .out_size = 1, .in_size = 2, .within = COIR_S(9)

static void set_up(void) {
    open_rig();
    FRESH(first);
    FRESH(second);
    FRESH(third);
    FRESH(interrupt);
    begun = aborted = stretches = 0;
    held_until = 0;
    coir_i2c_init(&bus, &loop, &registers);
}

static void tear_down(void) {
    coir_notice_close(&bus.notice);
    close_rig();
}

START_TEST(what_is_written_arrives_and_the_answer_comes_back) {
    START(&loop, first, transfer, BYTE(21));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&first.task), 0);
    ck_assert_int_eq(first.frame.in[0], 42);
    ck_assert_int_eq(first.frame.in[1], 42);
}
END_TEST

START_TEST(who_shares_the_bus_waits_for_a_turn) {
    START(&loop, first, transfer, BYTE(1));
    START(&loop, second, transfer, BYTE(2));
    START(&loop, third, transfer, BYTE(3));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "got2 got4 got6");
}
END_TEST

START_TEST(an_address_that_nobody_has_is_an_error_and_the_next_one_works) {
    START(&loop, first, transfer, .address = 1, .out_size = 1, .within = COIR_S(9));
    START(&loop, second, transfer, BYTE(2));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&first.task), COIR_NO_ACKNOWLEDGE);
    ck_assert_int_eq(coir_outcome(&second.task), 0);
}
END_TEST

START_TEST(nothing_to_write_or_read_is_refused) {
    START(&loop, first, transfer, .address = 0x50, .within = COIR_S(9));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&first.task), COIR_VALUE);
    ck_assert_int_eq(begun, 0);
}
END_TEST

START_TEST(a_bus_that_is_held_for_a_while_is_waited_for) {
    held_until = COIR_I2C_PATIENCE / 2;
    START(&loop, first, transfer, BYTE(2));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&first.task), 0);
}
END_TEST

START_TEST(a_bus_that_is_held_too_long_is_an_error_and_the_next_one_may_have_it) {
    held_until = COIR_I2C_PATIENCE * 3 / 2;
    START(&loop, first, transfer, BYTE(2));
    START(&loop, second, transfer, BYTE(3));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&first.task), COIR_BUS_HELD);
    ck_assert_int_eq(coir_outcome(&second.task), 0);
    ck_assert_int_eq(aborted, 0);
}
END_TEST

START_TEST(a_device_that_stretches_the_clock_for_ever_is_left_at_the_deadline) {
    stretches = 1;
    START(&loop, first, transfer, BYTE(2));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&first.task), COIR_TIMEOUT);
    ck_assert_int_eq(aborted, 1);
    stretches = 0;
    START(&loop, second, transfer, BYTE(2));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&second.task), 0);
}
END_TEST

/* In one turn comes the interrupt, then the first leaves, cancelled, then another one begins; the
 * notice arrives in the next. */
START_TEST(a_late_notice_ends_nobody_elses_transaction) {
    static struct coir_handle sooner;
    FRESH(sooner);
    START(&loop, first, transfer, BYTE(1));
    coir_poll(&loop);
    coir_handle_cancel(&interrupt);
    coir_call_soon(&loop, &sooner, happen, NULL);
    coir_cancel(&first.task);
    START(&loop, second, transfer, BYTE(2));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "got4");
    ck_assert_int_eq(aborted, 0);
    ck_assert(coir_cancelled(&first.task));
}
END_TEST

/* As some controllers' for a stop, after an error, or after it was cancelled. */
START_TEST(an_interrupt_when_nothing_is_going_on_writes_nothing_and_reads_into_nobodys_memory) {
    START(&loop, first, transfer, .address = 0x23, .out = 7, .out_size = 1, .in_size = 2,
          .within = COIR_S(9));
    ck_assert_int_eq(coir_run_until(&loop, &first.task), COIR_NO_ACKNOWLEDGE);
    ck_assert_int_eq(coir_i2c_next_from_isr(&bus), COIR_EMPTY);
    ck_assert_uint_eq(coir_i2c_received_from_isr(&bus, 99), 0);
    ck_assert_int_eq(first.frame.in[0], 0);
    stretches = 1;
    START(&loop, second, transfer, BYTE(2));
    run_turns_and_wait(2);
    coir_cancel(&second.task);
    (void)coir_run_until(&loop, &second.task);
    ck_assert_int_eq(aborted, 1);
    ck_assert_int_eq(coir_i2c_next_from_isr(&bus), COIR_EMPTY);
    ck_assert_uint_eq(coir_i2c_received_from_isr(&bus, 99), 0);
    ck_assert_int_eq(second.frame.in[0], 0);
}
END_TEST

/* _i is the number of turns after which the second of three is cancelled. */
START_TEST(cancelled_in_any_turn_it_leaves_the_bus_free_for_the_others) {
    held_until = COIR_MS(2);
    START(&loop, first, transfer, BYTE(1));
    START(&loop, second, transfer, BYTE(2));
    START(&loop, third, transfer, BYTE(3));
    first.frame.within = second.frame.within = third.frame.within = COIR_FOREVER;
    run_turns_and_wait(_i);
    coir_cancel(&second.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(begun, 0);
    ck_assert_int_eq(coir_outcome(&first.task), 0);
    ck_assert_int_eq(coir_outcome(&third.task), 0);
    ck_assert_int_eq(third.frame.in[0], 6);
    ck_assert(!coir_lock_locked(&bus.turn));
    ck_assert(coir_cancelled(&second.task) || second.frame.in[0] == 4);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("i2c");
    TCase *tests = tcase_create("i2c");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_written_arrives_and_the_answer_comes_back);
    tcase_add_test(tests, who_shares_the_bus_waits_for_a_turn);
    tcase_add_test(tests, an_address_that_nobody_has_is_an_error_and_the_next_one_works);
    tcase_add_test(tests, nothing_to_write_or_read_is_refused);
    tcase_add_test(tests, a_bus_that_is_held_for_a_while_is_waited_for);
    tcase_add_test(tests, a_bus_that_is_held_too_long_is_an_error_and_the_next_one_may_have_it);
    tcase_add_test(tests, a_device_that_stretches_the_clock_for_ever_is_left_at_the_deadline);
    tcase_add_test(tests, a_late_notice_ends_nobody_elses_transaction);
    tcase_add_test(
        tests, an_interrupt_when_nothing_is_going_on_writes_nothing_and_reads_into_nobodys_memory);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_leaves_the_bus_free_for_the_others, 0, 30);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
