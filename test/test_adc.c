/* test_adc.c - samples come at regular times, whoever shares the converter and however slow one is. */
#include "coir/adc.h"
#include "rig.h"

/* A converter whose results count up, ten for each input; they come a tick later. */
static struct coir_adc_converter converter;
static struct coir_handle interrupt;
static int at, converting;

static void attach(struct coir_adc_converter *with) {
    ck_assert_ptr_eq(with, &converter);
}

static int over(void *input) {
    converting = 0;
    coir_adc_converted_from_isr(&converter, (int)(intptr_t)input * 10 + at++);
    return 0;
}

static void convert(uint8_t input) {
    coir_handle_cancel(&interrupt);
    converting = 1;
    coir_call_later(&loop, &interrupt, 1, over, (void *)(intptr_t)input);
}

static const struct coir_adc_registers registers = {attach, convert};

struct reader {
    CORO;
    uint8_t input;
    int times, pause;
    struct coir_adc adc;
};

/* In whole seconds; `pause` is how long it works with each sample. */
ASYNC(reader) {
    ASYNC_FOR(self->adc, coir_adc, .converter = &converter, .input = self->input,
              .every = COIR_S(2)) {
        note_at("s");
        note_number("", self->adc.value);
        if (--self->times == 0)
            break;
        AWAIT(coir_sleep(COIR_S(self->pause)));
    }
    ASYNC_FOR_END
}
ASYNC_END

static COIR_TASK(reader) a, b;

static void set_up(void) {
    open_rig();
    FRESH(a);
    FRESH(b);
    FRESH(interrupt);
    at = converting = 0;
    coir_adc_init(&converter, &loop, &registers);
}

static void tear_down(void) {
    coir_notice_close(&converter.notice);
    close_rig();
}

START_TEST(samples_come_at_regular_times_and_do_not_drift) {
    START(&loop, a, reader, .times = 3, .pause = 1);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@0s 0 @2s 1 @4s 2");
}
END_TEST

START_TEST(who_is_too_slow_misses_some_and_is_told_how_many) {
    START(&loop, a, reader, .times = 3, .pause = 5);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@0s 0 @5s 1 @10s 2");
    ck_assert_uint_eq(a.frame.adc.missed, 3);
}
END_TEST

START_TEST(two_loops_share_the_converter_and_each_gets_its_own_input) {
    START(&loop, a, reader, .input = 1, .times = 2);
    START(&loop, b, reader, .input = 2, .times = 2);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@0s 10 @0s 21 @2s 12 @2s 23");
}
END_TEST

/* In one turn comes the interrupt, then the first leaves, cancelled, then another one begins; the
 * notice arrives in the next. */
START_TEST(a_late_notice_gives_nobody_a_sample) {
    static struct coir_handle sooner;
    FRESH(sooner);
    START(&loop, a, reader, .input = 1, .times = 1);
    coir_poll(&loop);
    coir_handle_cancel(&interrupt);
    coir_call_soon(&loop, &sooner, over, (void *)1);
    coir_cancel(&a.task);
    START(&loop, b, reader, .input = 2, .times = 1);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@0s 21");
    ck_assert(coir_cancelled(&a.task));
}
END_TEST

/* _i is the number of turns after which one of two is cancelled. */
START_TEST(cancelled_in_any_turn_it_leaves_the_converter_to_the_other) {
    START(&loop, a, reader, .input = 1, .times = 3);
    START(&loop, b, reader, .input = 2, .times = 3);
    run_turns_and_wait(_i);
    coir_cancel(&a.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&b.task), 0);
    ck_assert_int_eq(b.frame.adc.value / 10, 2);
    ck_assert(!coir_lock_locked(&converter.turn));
    (void)coir_outcome(&a.task);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("adc");
    TCase *tests = tcase_create("adc");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, samples_come_at_regular_times_and_do_not_drift);
    tcase_add_test(tests, who_is_too_slow_misses_some_and_is_told_how_many);
    tcase_add_test(tests, two_loops_share_the_converter_and_each_gets_its_own_input);
    tcase_add_test(tests, a_late_notice_gives_nobody_a_sample);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_leaves_the_converter_to_the_other, 0, 30);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
