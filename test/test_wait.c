/* test_wait.c - wait until some or all of several tasks are done, and see which. */
#include "sleepers.h"

struct waiter {
    CORO;
    enum coir_when when;
    unsigned count;
    coir_time timeout;
    struct coir_wait wait;
};

ASYNC(waiter) {
    AWAIT(self->wait, coir_wait, .watch = watch, .count = self->count, .when = self->when,
          .timeout = self->timeout);
    for (unsigned i = 0; i < self->count; i++)
        note(watch[i].done ? "done" : "pending");
    note_at("");
}
ASYNC_END

static COIR_TASK(waiter) w;

static int wait_until(enum coir_when when, coir_time timeout, int failing, int error) {
    open_rig();
    FRESH(w);
    go_to_bed(failing, error);
    START(&loop, w, waiter, .when = when, .count = SLEEPERS, .timeout = timeout);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < SLEEPERS; i++)
        coir_outcome(&bed[i].task);
    close_rig();
    return coir_outcome(&w.task);
}

START_TEST(it_waits_for_all_whatever_their_errors) {
    ck_assert_int_eq(wait_until(COIR_ALL_COMPLETED, 0, 1, A), 0);
    ck_assert_str_eq(trace, "done done done done @9");
    ck_assert_uint_eq(w.frame.wait.done, 4);
}
END_TEST

START_TEST(it_waits_for_the_first) {
    ck_assert_int_eq(wait_until(COIR_FIRST_COMPLETED, 0, -1, 0), 0);
    ck_assert_str_eq(trace, "pending done pending pending @1");
}
END_TEST

START_TEST(it_waits_for_the_first_that_fails) {
    ck_assert_int_eq(wait_until(COIR_FIRST_EXCEPTION, 0, 2, A), 0);
    ck_assert_str_eq(trace, "pending done done pending @2");
}
END_TEST

START_TEST(a_cancelled_task_has_not_failed) {
    ck_assert_int_eq(wait_until(COIR_FIRST_EXCEPTION, 0, 2, COIR_CANCELLED), 0);
    ck_assert_str_eq(trace, "done done done done @9");
}
END_TEST

START_TEST(at_the_timeout_it_tells_who_is_pending_and_cancels_nobody) {
    ck_assert_int_eq(wait_until(COIR_ALL_COMPLETED, COIR_MS(2500), -1, 0), 0);
    ck_assert_str_eq(trace, "pending done done pending @2");
    ck_assert(!coir_cancelled(&bed[3].task));
}
END_TEST

START_TEST(with_a_negative_timeout_it_only_looks) {
    ck_assert_int_eq(wait_until(COIR_ALL_COMPLETED, -1, -1, 0), 0);
    ck_assert_str_eq(trace, "pending pending pending pending @0");
}
END_TEST

START_TEST(there_must_be_something_to_wait_for) {
    open_rig();
    FRESH(w);
    START(&loop, w, waiter);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&w.task), COIR_VALUE);
    close_rig();
}
END_TEST

/* Futures are watched like tasks. */
START_TEST(a_future_is_watched_like_a_task) {
    struct coir_future future;
    open_rig();
    FRESH(w);
    go_to_bed(-1, 0);
    coir_future_init(&future, &loop);
    memset(&watch[1], 0, sizeof watch[1]);
    watch[1].future = &future;
    START(&loop, w, waiter, .when = COIR_FIRST_COMPLETED, .count = 2);
    run_turns(1);
    coir_future_set(&future, COIR_IO);
    coir_run(&loop);
    ck_assert_str_eq(trace, "pending done @0");
    ck_assert_int_eq(coir_watch_outcome(&watch[1]), COIR_IO);
    close_rig();
}
END_TEST

START_TEST(cancelled_at_any_turn_it_leaves_the_tasks_alone_and_nothing_behind) {
    for (int turn = 0; turn < 12; turn++) {
        open_rig();
        FRESH(w);
        go_to_bed(-1, 0);
        START(&loop, w, waiter, .count = SLEEPERS, .timeout = COIR_S(4));
        run_turns(turn);
        coir_cancel(&w.task);
        coir_run(&loop);
        for (int i = 0; i < SLEEPERS; i++) {
            ck_assert_int_eq(coir_outcome(&bed[i].task), 0);
            ck_assert_int_eq(watch[i].handle.entry.state, COIR_IDLE);
        }
        ck_assert_int_eq(w.frame.wait.timer.entry.state, COIR_IDLE);
        close_rig();
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("wait");
    TCase *tests = tcase_create("wait");
    tcase_add_test(tests, it_waits_for_all_whatever_their_errors);
    tcase_add_test(tests, it_waits_for_the_first);
    tcase_add_test(tests, it_waits_for_the_first_that_fails);
    tcase_add_test(tests, a_cancelled_task_has_not_failed);
    tcase_add_test(tests, at_the_timeout_it_tells_who_is_pending_and_cancels_nobody);
    tcase_add_test(tests, with_a_negative_timeout_it_only_looks);
    tcase_add_test(tests, there_must_be_something_to_wait_for);
    tcase_add_test(tests, a_future_is_watched_like_a_task);
    tcase_add_test(tests, cancelled_at_any_turn_it_leaves_the_tasks_alone_and_nothing_behind);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
