/* test_event.c - what happened wakes all who wait at that moment, in order, and nobody else. */
#include "rig.h"

static struct coir_event event;

struct waiter {
    CORO;
    const char *name;
    int result;
};

ASYNC(waiter) {
    AWAIT(coir_event_wait(&event));
    note(self->name);
    RETURN(1);
}
ASYNC_END

static COIR_TASK(waiter) a, b, c, late;

static void set_up(void) {
    open_rig();
    coir_event_init(&event);
    START(&loop, a, waiter, .name = "a");
    START(&loop, b, waiter, .name = "b");
    START(&loop, c, waiter, .name = "c");
}

static void start_late(void) {
    START(&loop, late, waiter, .name = "late");
}

/* Nobody is left waiting when the loop is closed. */
static void tear_down(void) {
    coir_event_set(&event);
    coir_run(&loop);
    close_rig();
}

START_TEST(a_new_one_is_down_and_waited_for) {
    ck_assert(!coir_event_is_set(&event));
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    ck_assert_int_eq(coir_outcome(&a.task), COIR_STATE);
}
END_TEST

START_TEST(setting_wakes_all_on_the_next_turn_in_the_order_they_came) {
    coir_poll(&loop);
    coir_event_set(&event);
    ck_assert(coir_event_is_set(&event));
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c");
}
END_TEST

START_TEST(one_that_is_up_does_not_suspend) {
    coir_event_set(&event);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c");
    ck_assert_int_eq(c.frame.result, 1);
}
END_TEST

START_TEST(who_was_woken_goes_on_though_it_is_down_again) {
    coir_poll(&loop);
    coir_event_set(&event);
    coir_event_clear(&event);
    ck_assert(!coir_event_is_set(&event));
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c");
}
END_TEST

START_TEST(who_comes_after_it_went_down_waits_for_the_next_time) {
    coir_poll(&loop);
    coir_event_set(&event);
    coir_event_clear(&event);
    start_late();
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c");
    coir_event_set(&event);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c late");
}
END_TEST

START_TEST(setting_twice_wakes_once) {
    coir_poll(&loop);
    coir_event_set(&event);
    coir_event_set(&event);
    coir_run(&loop);
    ck_assert_str_eq(trace, "a b c");
}
END_TEST

START_TEST(a_waiter_that_is_cancelled_leaves_the_others_waiting) {
    coir_poll(&loop);
    ck_assert(coir_cancel(&b.task));
    coir_poll(&loop);
    ck_assert(coir_cancelled(&b.task));
    ck_assert_str_eq(trace, "");
    coir_event_set(&event);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a c");
}
END_TEST

START_TEST(a_woken_waiter_can_still_be_cancelled_and_the_event_stays_up) {
    coir_poll(&loop);
    coir_event_set(&event);
    coir_cancel(&b.task);
    start_late();
    coir_poll(&loop);
    ck_assert(coir_cancelled(&b.task));
    ck_assert_str_eq(trace, "a c late");
}
END_TEST

static void keep(const char *line) {
    note(line);
}

START_TEST(one_that_nobody_sets_is_a_deadlock_whose_report_says_event) {
    loop.report = keep;
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(trace, "an event"));
    loop.report = NULL;
    coir_event_set(&event);
    ck_assert_int_eq(coir_run(&loop), 0);
}
END_TEST

/* _i is the turn before which b is cancelled; the event goes up before turn 2. */
START_TEST(cancelled_before_any_turn_it_ends_and_the_others_go_on) {
    for (int turn = 0; turn < 5; turn++) {
        if (turn == 2)
            coir_event_set(&event);
        if (turn == _i)
            ck_assert(coir_cancel(&b.task) == (turn < 3));
        coir_poll(&loop);
    }
    ck_assert_str_eq(trace, _i < 3 ? "a c" : "a b c");
    ck_assert(coir_cancelled(&b.task) == (_i < 3));
    ck_assert(coir_list_empty(&event.waiters));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("event");
    TCase *tests = tcase_create("event");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_new_one_is_down_and_waited_for);
    tcase_add_test(tests, setting_wakes_all_on_the_next_turn_in_the_order_they_came);
    tcase_add_test(tests, one_that_is_up_does_not_suspend);
    tcase_add_test(tests, who_was_woken_goes_on_though_it_is_down_again);
    tcase_add_test(tests, who_comes_after_it_went_down_waits_for_the_next_time);
    tcase_add_test(tests, setting_twice_wakes_once);
    tcase_add_test(tests, a_waiter_that_is_cancelled_leaves_the_others_waiting);
    tcase_add_test(tests, a_woken_waiter_can_still_be_cancelled_and_the_event_stays_up);
    tcase_add_test(tests, one_that_nobody_sets_is_a_deadlock_whose_report_says_event);
    tcase_add_loop_test(tests, cancelled_before_any_turn_it_ends_and_the_others_go_on, 0, 5);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
