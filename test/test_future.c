/* test_future.c - an outcome is set once, and everybody who waits gets it. */
#include "rig.h"

static struct coir_future future;

struct waiter {
    CORO;
    const char *name;
    int value;
};

ASYNC(waiter) {
    self->value = -1;
    TRY {
        AWAIT_INTO(self->value, coir_future_wait(&future));
    }
    FINALLY {
        note(self->name);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(waiter) a, b, c;

static void set_up(void) {
    open_rig();
    FRESH(a);
    FRESH(b);
    FRESH(c);
    coir_future_init(&future, &loop);
    START(&loop, a, waiter, .name = "a");
    START(&loop, b, waiter, .name = "b");
    START(&loop, c, waiter, .name = "c");
}

START_TEST(a_new_one_has_no_outcome) {
    ck_assert(!coir_future_done(&future));
    ck_assert_int_eq(coir_future_outcome(&future), COIR_STATE);
}
END_TEST

START_TEST(a_second_outcome_is_refused_and_changes_nothing) {
    ck_assert_int_eq(coir_future_set(&future, 7), 0);
    ck_assert_int_eq(coir_future_set(&future, 8), COIR_STATE);
    ck_assert(!coir_future_cancel(&future));
    ck_assert_int_eq(coir_future_outcome(&future), 7);
}
END_TEST

START_TEST(all_who_wait_get_the_value_in_the_order_they_came) {
    coir_poll(&loop);
    coir_future_set(&future, 7);
    ck_assert_str_eq(trace, "");
    coir_run(&loop);
    ck_assert_str_eq(trace, "a b c");
    ck_assert_int_eq(a.frame.value, 7);
    ck_assert_int_eq(c.frame.value, 7);
}
END_TEST

START_TEST(all_who_wait_get_the_error) {
    coir_poll(&loop);
    coir_future_set(&future, COIR_USER(3));
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&a.task), COIR_USER(3));
    ck_assert_int_eq(coir_outcome(&c.task), COIR_USER(3));
}
END_TEST

START_TEST(one_that_is_done_does_not_suspend) {
    coir_future_set(&future, 7);
    coir_poll(&loop);
    ck_assert(coir_done(&a.task));
}
END_TEST

START_TEST(cancelling_a_waiter_cancels_the_future_and_so_the_others) {
    coir_poll(&loop);
    ck_assert(coir_cancel(&b.task));
    ck_assert(coir_future_cancelled(&future));
    ck_assert_int_eq(coir_future_set(&future, 7), COIR_STATE);
    coir_run(&loop);
    ck_assert(coir_cancelled(&a.task));
    ck_assert(coir_cancelled(&b.task));
    ck_assert_int_eq(coir_cancelling(&a.task), 0);
    ck_assert_int_eq(coir_cancelling(&b.task), 1);
}
END_TEST

START_TEST(a_value_that_came_first_stays_though_its_waiter_is_cancelled) {
    coir_poll(&loop);
    coir_future_set(&future, 7);
    coir_cancel(&b.task);
    coir_run(&loop);
    ck_assert(coir_cancelled(&b.task));
    ck_assert_int_eq(b.frame.value, -1);
    ck_assert_int_eq(coir_future_outcome(&future), 7);
    ck_assert_int_eq(a.frame.value, 7);
}
END_TEST

static int call(void *word) {
    note((const char *)word);
    return 0;
}

START_TEST(callbacks_and_waiters_go_in_the_order_of_registration) {
    static struct coir_handle first, last;
    memset(&first, 0, sizeof first);
    memset(&last, 0, sizeof last);
    coir_future_on_done(&future, &first, call, (void *)"first");
    coir_poll(&loop);
    coir_future_on_done(&future, &last, call, (void *)"last");
    ck_assert_int_eq(coir_future_on_done(&future, &last, call, NULL), COIR_RUNTIME);
    coir_future_set(&future, 0);
    coir_run(&loop);
    ck_assert_str_eq(trace, "first a b c last");
}
END_TEST

START_TEST(a_callback_of_a_done_one_is_called_on_the_next_turn) {
    static struct coir_handle handle;
    memset(&handle, 0, sizeof handle);
    coir_future_set(&future, 0);
    coir_future_on_done(&future, &handle, call, (void *)"called");
    ck_assert_str_eq(trace, "");
    coir_run(&loop);
    ck_assert_str_eq(trace, "a b c called");
}
END_TEST

START_TEST(a_callback_taken_back_is_not_called) {
    static struct coir_handle handle;
    memset(&handle, 0, sizeof handle);
    coir_future_on_done(&future, &handle, call, (void *)"called");
    ck_assert(coir_handle_cancel(&handle));
    coir_future_set(&future, 0);
    coir_run(&loop);
    ck_assert_str_eq(trace, "a b c");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("future");
    TCase *tests = tcase_create("future");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, a_new_one_has_no_outcome);
    tcase_add_test(tests, a_second_outcome_is_refused_and_changes_nothing);
    tcase_add_test(tests, all_who_wait_get_the_value_in_the_order_they_came);
    tcase_add_test(tests, all_who_wait_get_the_error);
    tcase_add_test(tests, one_that_is_done_does_not_suspend);
    tcase_add_test(tests, cancelling_a_waiter_cancels_the_future_and_so_the_others);
    tcase_add_test(tests, a_value_that_came_first_stays_though_its_waiter_is_cancelled);
    tcase_add_test(tests, callbacks_and_waiters_go_in_the_order_of_registration);
    tcase_add_test(tests, a_callback_of_a_done_one_is_called_on_the_next_turn);
    tcase_add_test(tests, a_callback_taken_back_is_not_called);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
