/* test_pwm.c - a fade goes at an even pace to where it should, however it is interrupted. */
#include "coir/pwm.h"
#include "rig.h"

static struct coir_pwm lamp;

static void attach(void) {
    note("attached");
}

static void set(uint8_t duty) {
    note_at("=");
    note_number("", duty);
}

static const struct coir_pwm_registers registers = {attach, set};
static COIR_TASK(coir_fade) fade;

static void set_up(void) {
    open_rig();
    FRESH(fade);
    coir_pwm_init(&lamp, &registers);
    trace[0] = 0;
}

START_TEST(it_goes_up_in_even_steps_and_down_from_there) {
    START(&loop, fade, coir_fade, .pwm = &lamp, .to = 200, .during = COIR_S(4), .every = COIR_S(1));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@1= 50 @2= 100 @3= 150 @4= 200");
    trace[0] = 0;
    START(&loop, fade, coir_fade, .pwm = &lamp, .to = 100, .during = COIR_S(2), .every = COIR_S(1));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@5= 150 @6= 100");
}
END_TEST

START_TEST(it_ends_where_and_when_it_should_when_steps_do_not_fit) {
    START(&loop, fade, coir_fade, .pwm = &lamp, .to = 255, .during = COIR_S(2), .every = COIR_S(3));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@2= 255");
    trace[0] = 0;
    START(&loop, fade, coir_fade, .pwm = &lamp, .to = 155, .during = COIR_S(5), .every = COIR_S(2));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@4= 215 @6= 175 @7= 155");
}
END_TEST

START_TEST(without_a_time_it_is_there_at_once) {
    START(&loop, fade, coir_fade, .pwm = &lamp, .to = 7);
    coir_poll(&loop);
    ck_assert(coir_done(&fade.task));
    ck_assert_str_eq(trace, "@0= 7");
}
END_TEST

/* _i is the number of turns after which it is cancelled. */
START_TEST(cancelled_in_any_turn_it_stays_as_it_is) {
    uint8_t duty;
    START(&loop, fade, coir_fade, .pwm = &lamp, .to = 200, .during = COIR_S(4), .every = COIR_S(1));
    run_turns_and_wait(_i);
    duty = lamp.duty;
    coir_cancel(&fade.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(lamp.duty, duty);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("pwm");
    TCase *tests = tcase_create("pwm");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, it_goes_up_in_even_steps_and_down_from_there);
    tcase_add_test(tests, it_ends_where_and_when_it_should_when_steps_do_not_fit);
    tcase_add_test(tests, without_a_time_it_is_there_at_once);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_stays_as_it_is, 0, 10);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
