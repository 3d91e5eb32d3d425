/* test_timeout.c - a block ends at its deadline, its cleanup does not, and nobody else's request is lost. */
#include "rig.h"

struct body {
    CORO;
    coir_time delay, outer_delay;
    int seconds;
    bool swallows, busy;
    struct coir_timeout outer, inner;
    int left;
};

ASYNC(body) {
    TRY {
        ASYNC_WITH(self->outer, coir_timeout, .delay = self->outer_delay) {
            ASYNC_WITH(self->inner, coir_timeout, .delay = self->delay) {
                TRY {
                    if (!self->busy)
                        AWAIT(coir_sleep(COIR_S(self->seconds)));
                    note_at("slept");
                }
                CATCH(COIR_CANCELLED) {
                    AWAIT(coir_sleep(COIR_S(1)));
                    note_at("cleaned");
                    if (!self->swallows)
                        RAISE(CAUGHT);
                }
                TRY_END
            }
            ASYNC_WITH_END
            note("inner_over");
        }
        ASYNC_WITH_END
    }
    FINALLY {
        self->left = coir_cancelling(coir_current());
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(body) it;

static void set_up(void) {
    open_rig();
    FRESH(it);
    START(&loop, it, body, .delay = COIR_S(2), .outer_delay = COIR_FOREVER, .seconds = 5);
}

START_TEST(in_time_nothing_happens) {
    it.frame.seconds = 1;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "@1slept inner_over");
    ck_assert(!coir_timeout_expired(&it.frame.inner));
}
END_TEST

START_TEST(at_the_deadline_the_block_is_cancelled_cleans_up_and_times_out) {
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_TIMEOUT);
    ck_assert_str_eq(trace, "@3cleaned");
    ck_assert(coir_timeout_expired(&it.frame.inner));
    ck_assert_int_eq(it.frame.left, 0);
}
END_TEST

START_TEST(a_body_that_swallows_the_cancellation_times_out_too) {
    it.frame.swallows = true;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_TIMEOUT);
    ck_assert_int_eq(it.frame.left, 0);
}
END_TEST

START_TEST(with_no_time_the_body_runs_to_its_first_suspension) {
    it.frame.delay = 0;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_TIMEOUT);
    ck_assert_str_eq(trace, "@1cleaned");
}
END_TEST

START_TEST(a_body_without_suspension_needs_no_time) {
    it.frame.delay = COIR_S(-1);
    it.frame.busy = true;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "@0slept inner_over");
}
END_TEST

START_TEST(two_that_expire_together_are_told_by_the_outer) {
    it.frame.outer_delay = COIR_S(2);
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_TIMEOUT);
    ck_assert(coir_timeout_expired(&it.frame.outer));
    ck_assert_str_eq(trace, "@3cleaned");
    ck_assert_int_eq(it.frame.left, 0);
}
END_TEST

START_TEST(a_cleanup_under_way_is_not_interrupted_by_the_outer_deadline) {
    it.frame.outer_delay = COIR_S(2) + COIR_MS(500);
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_TIMEOUT);
    ck_assert_str_eq(trace, "@3cleaned");
}
END_TEST

static int cancel_it(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

START_TEST(somebody_elses_request_is_not_taken_for_a_timeout) {
    static struct coir_handle handle;
    memset(&handle, 0, sizeof handle);
    coir_call_later(&loop, &handle, COIR_S(1), cancel_it, &it.task);
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_CANCELLED);
    ck_assert_str_eq(trace, "@2cleaned");
    ck_assert_int_eq(it.frame.left, 1);
}
END_TEST

START_TEST(a_deadline_in_the_cleanup_of_a_cancelled_task_leaves_it_alone) {
    static struct coir_handle handle;
    memset(&handle, 0, sizeof handle);
    coir_call_later(&loop, &handle, COIR_S(1) + COIR_MS(500), cancel_it, &it.task);
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_CANCELLED);
    ck_assert_str_eq(trace, "@2cleaned");
    ck_assert(coir_timeout_expired(&it.frame.inner));
}
END_TEST

START_TEST(a_deadline_can_be_moved_until_it_has_passed) {
    coir_poll(&loop);
    ck_assert_int_eq(coir_timeout_reschedule(&it.frame.inner, COIR_S(4)), 0);
    ck_assert(coir_timeout_when(&it.frame.inner) == COIR_S(4));
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_TIMEOUT);
    ck_assert_str_eq(trace, "@5cleaned");
    ck_assert_int_eq(coir_timeout_reschedule(&it.frame.inner, COIR_S(9)), COIR_RUNTIME);
}
END_TEST

START_TEST(a_deadline_can_be_taken_away) {
    coir_poll(&loop);
    coir_timeout_reschedule(&it.frame.inner, COIR_FOREVER);
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "@5slept inner_over");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("timeout");
    TCase *tests = tcase_create("timeout");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, in_time_nothing_happens);
    tcase_add_test(tests, at_the_deadline_the_block_is_cancelled_cleans_up_and_times_out);
    tcase_add_test(tests, a_body_that_swallows_the_cancellation_times_out_too);
    tcase_add_test(tests, with_no_time_the_body_runs_to_its_first_suspension);
    tcase_add_test(tests, a_body_without_suspension_needs_no_time);
    tcase_add_test(tests, two_that_expire_together_are_told_by_the_outer);
    tcase_add_test(tests, a_cleanup_under_way_is_not_interrupted_by_the_outer_deadline);
    tcase_add_test(tests, somebody_elses_request_is_not_taken_for_a_timeout);
    tcase_add_test(tests, a_deadline_in_the_cleanup_of_a_cancelled_task_leaves_it_alone);
    tcase_add_test(tests, a_deadline_can_be_moved_until_it_has_passed);
    tcase_add_test(tests, a_deadline_can_be_taken_away);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
