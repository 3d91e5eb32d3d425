/* test_gather.c - gathered tasks are all waited for, the first failure is told, none is lost. */
#include "rig.h"

struct child {
    CORO;
    int seconds;
    int error;
    bool swallows;
    int result;
};

ASYNC(child) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        if (self->error)
            RAISE(self->error);
    }
    CATCH(COIR_CANCELLED) {
        note("cancelled");
        if (!self->swallows)
            RAISE(CAUGHT);
    }
    TRY_END
    RETURN(self->seconds);
}
ASYNC_END

struct gatherer {
    CORO;
    unsigned count;
    bool return_errors;
    struct coir_watch watch[4];
    struct coir_gather gather;
};

ASYNC(gatherer) {
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = self->count,
          .return_errors = self->return_errors);
    note_at("gathered");
}
ASYNC_END

static COIR_TASK(child) child_task[3];
static COIR_TASK(gatherer) all;

static void set_up(void) {
    open_rig();
    FRESH(child_task);
    FRESH(all);
    for (int i = 0; i < 3; i++)
        START(&loop, child_task[i], child, .seconds = 3 - i);
    START(&loop, all, gatherer, .count = 3);
    for (int i = 0; i < 3; i++)
        all.frame.watch[i].task = &child_task[i].task;
}

START_TEST(none_is_done_at_once) {
    all.frame.count = 0;
    coir_poll(&loop);
    ck_assert(coir_done(&all.task));
}
END_TEST

START_TEST(it_waits_for_the_last_and_results_stay_in_their_order) {
    coir_run(&loop);
    ck_assert_str_eq(trace, "@3gathered");
    ck_assert_int_eq(child_task[0].frame.result, 3);
    ck_assert_int_eq(child_task[2].frame.result, 1);
}
END_TEST

START_TEST(the_first_failure_ends_it_and_the_others_run_on) {
    child_task[1].frame.error = COIR_USER(1);
    ck_assert_int_eq(coir_run_until(&loop, &all.task), COIR_USER(1));
    ck_assert(!coir_done(&child_task[0].task));
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&child_task[0].task), 0);
    ck_assert_str_eq(trace, "");
}
END_TEST

START_TEST(a_later_failure_disturbs_nobody) {
    child_task[0].frame.error = COIR_USER(0);
    child_task[1].frame.error = COIR_USER(1);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&all.task), COIR_USER(1));
    ck_assert_int_eq(coir_outcome(&child_task[0].task), COIR_USER(0));
}
END_TEST

START_TEST(returning_errors_it_waits_for_all) {
    all.frame.return_errors = true;
    child_task[2].frame.error = COIR_USER(1);
    coir_run(&loop);
    ck_assert_str_eq(trace, "@3gathered");
    ck_assert_int_eq(coir_outcome(&child_task[2].task), COIR_USER(1));
}
END_TEST

START_TEST(the_same_task_may_be_there_twice) {
    all.frame.watch[3].task = &child_task[0].task;
    all.frame.count = 4;
    coir_run(&loop);
    ck_assert_str_eq(trace, "@3gathered");
}
END_TEST

START_TEST(a_cancelled_child_is_a_failure_and_cancels_nobody_else) {
    coir_poll(&loop);
    coir_cancel(&child_task[1].task);
    ck_assert_int_eq(coir_run_until(&loop, &all.task), COIR_CANCELLED);
    ck_assert_int_eq(coir_cancelling(&all.task), 0);
    coir_run(&loop);
    ck_assert_str_eq(trace, "cancelled");
}
END_TEST

START_TEST(cancelling_who_gathers_cancels_every_child) {
    coir_poll(&loop);
    coir_cancel(&all.task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "cancelled cancelled cancelled");
    ck_assert(coir_cancelled(&all.task));
}
END_TEST

START_TEST(children_that_swallow_do_not_make_it_forget) {
    for (int i = 0; i < 3; i++)
        child_task[i].frame.swallows = true;
    coir_poll(&loop);
    coir_cancel(&all.task);
    coir_run(&loop);
    ck_assert(coir_cancelled(&all.task));
    ck_assert_int_eq(coir_outcome(&child_task[0].task), 0);
}
END_TEST

START_TEST(a_task_that_was_never_started_is_an_error_and_the_others_are_let_go) {
    static COIR_TASK(child) never;
    all.frame.watch[2].task = &never.task;
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&all.task), COIR_RUNTIME);
}
END_TEST

/* _i is the turn in which it is cancelled. */
START_TEST(cancelled_in_any_turn_every_task_ends) {
    for (int i = 0; i < _i; i++)
        coir_poll(&loop);
    if (_i > 2)
        rig_port.time = COIR_S(_i - 2);
    coir_cancel(&all.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_done(&all.task));
    for (int i = 0; i < 3; i++)
        ck_assert(coir_done(&child_task[i].task));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("gather");
    TCase *tests = tcase_create("gather");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, none_is_done_at_once);
    tcase_add_test(tests, it_waits_for_the_last_and_results_stay_in_their_order);
    tcase_add_test(tests, the_first_failure_ends_it_and_the_others_run_on);
    tcase_add_test(tests, a_later_failure_disturbs_nobody);
    tcase_add_test(tests, returning_errors_it_waits_for_all);
    tcase_add_test(tests, the_same_task_may_be_there_twice);
    tcase_add_test(tests, a_cancelled_child_is_a_failure_and_cancels_nobody_else);
    tcase_add_test(tests, cancelling_who_gathers_cancels_every_child);
    tcase_add_test(tests, children_that_swallow_do_not_make_it_forget);
    tcase_add_test(tests, a_task_that_was_never_started_is_an_error_and_the_others_are_let_go);
    tcase_add_loop_test(tests, cancelled_in_any_turn_every_task_ends, 0, 8);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
