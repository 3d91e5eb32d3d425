/* test_shield.c - wait for a task without passing a cancellation on to it. */
#include "sleepers.h"

struct guard {
    CORO;
    struct coir_shield shield;
};

ASYNC(guard) {
    TRY {
        AWAIT(self->shield, coir_shield, .task = &bed[0].task);
        note_at("done");
    }
    CATCH(COIR_ANY) {
        note_at(coir_error_name(CAUGHT));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(guard) g;

static void begin(int error) {
    open_rig();
    FRESH(g);
    FRESH(bed);
    START(&loop, bed[0], sleeper, .after = 3, .error = error);
    START(&loop, g, guard);
}

START_TEST(undisturbed_it_is_a_join) {
    begin(0);
    coir_run(&loop);
    ck_assert_str_eq(trace, "@3done");
    begin(COIR_IO);
    coir_run(&loop);
    ck_assert_str_eq(trace, "@3IO");
}
END_TEST

START_TEST(cancelled_at_any_turn_the_task_goes_on) {
    for (int turn = 1; turn < 6; turn++) {
        begin(0);
        run_turns(turn);
        coir_cancel(&g.task);
        coir_run(&loop);
        ck_assert_int_eq(coir_outcome(&bed[0].task), 0);
        ck_assert_int_eq(g.frame.shield.handle.entry.state, COIR_IDLE);
        close_rig();
    }
}
END_TEST

START_TEST(a_task_cancelled_by_others_cancels_through_the_shield) {
    begin(0);
    run_turns(1);
    coir_cancel_because(&bed[0].task, "enough");
    coir_run(&loop);
    ck_assert_str_eq(trace, "@0CANCELLED");
    ck_assert_str_eq(coir_reason(&g.task), "enough");
    ck_assert_int_eq(coir_cancelling(&g.task), 0);
    close_rig();
}
END_TEST

static void listener(struct coir_loop *at, const char *what, int error) {
    (void)at;
    note(what);
    note(coir_error_name(error));
}

START_TEST(an_error_that_comes_too_late_is_not_lost) {
    begin(COIR_IO);
    loop.on_error = listener;
    run_turns(1);
    coir_cancel(&g.task);
    coir_run(&loop);
    close_rig();
    ck_assert_str_eq(trace, "@0CANCELLED Task exception was never retrieved IO");
}
END_TEST

START_TEST(a_task_that_is_done_does_not_suspend) {
    begin(0);
    run_turns(-1);
    ck_assert_str_eq(trace, "@3done");
    START(&loop, g, guard);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "@3done @3done");
    close_rig();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("shield");
    TCase *tests = tcase_create("shield");
    tcase_add_test(tests, undisturbed_it_is_a_join);
    tcase_add_test(tests, cancelled_at_any_turn_the_task_goes_on);
    tcase_add_test(tests, a_task_cancelled_by_others_cancels_through_the_shield);
    tcase_add_test(tests, an_error_that_comes_too_late_is_not_lost);
    tcase_add_test(tests, a_task_that_is_done_does_not_suspend);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
