/* test_as_completed.c - take tasks one by one, in the order in which they are done. */
#include "sleepers.h"

struct taker {
    CORO;
    coir_time timeout;
    int stop_after, slow;
    struct coir_as_completed each;
};

ASYNC(taker) {
    ASYNC_FOR(self->each, coir_as_completed, .watch = watch, .count = SLEEPERS,
              .timeout = self->timeout) {
        char text[20];
        snprintf(text, sizeof text, "%d:%d", (int)(self->each.watched - watch),
                 coir_outcome(self->each.value));
        note_at(text);
        if (--self->stop_after == 0)
            break;
        if (self->slow)
            AWAIT(coir_sleep(COIR_S(self->slow)));
    }
    ASYNC_FOR_END
}
ASYNC_END

static COIR_TASK(taker) t;

static int take(coir_time timeout, int stop_after, int slow) {
    open_rig();
    FRESH(t);
    go_to_bed(2, A);
    START(&loop, t, taker, .timeout = timeout, .stop_after = stop_after, .slow = slow);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < SLEEPERS; i++)
        ck_assert_int_eq(watch[i].handle.entry.state, COIR_IDLE);
    close_rig();
    return coir_outcome(&t.task);
}

START_TEST(they_come_in_the_order_in_which_they_end_with_their_outcomes) {
    ck_assert_int_eq(take(0, 0, 0), 0);
    ck_assert_str_eq(trace, "@11:0 @22:-129 @30:0 @93:0");
}
END_TEST

START_TEST(those_that_end_while_the_body_waits_are_kept_in_order) {
    ck_assert_int_eq(take(0, 0, 4), 0);
    ck_assert_str_eq(trace, "@11:0 @52:-129 @90:0 @133:0");
}
END_TEST

START_TEST(at_the_timeout_the_loop_raises_and_the_tasks_go_on) {
    ck_assert_int_eq(take(COIR_MS(2500), 0, 0), COIR_TIMEOUT);
    ck_assert_str_eq(trace, "@11:0 @22:-129");
    ck_assert_int_eq(coir_outcome(&bed[3].task), 0);
}
END_TEST

START_TEST(a_timeout_in_the_body_is_told_after_what_was_done_before) {
    ck_assert_int_eq(take(COIR_MS(2500), 0, 4), COIR_TIMEOUT);
    ck_assert_str_eq(trace, "@11:0 @52:-129");
}
END_TEST

START_TEST(left_by_break_it_watches_nobody_any_more) {
    ck_assert_int_eq(take(0, 1, 0), 0);
    ck_assert_str_eq(trace, "@11:0");
}
END_TEST

START_TEST(cancelled_at_any_turn_it_leaves_the_tasks_alone) {
    for (int turn = 0; turn < 14; turn++) {
        open_rig();
        FRESH(t);
        go_to_bed(-1, 0);
        START(&loop, t, taker, .timeout = COIR_S(5));
        run_turns(turn);
        coir_cancel(&t.task);
        coir_run(&loop);
        for (int i = 0; i < SLEEPERS; i++) {
            ck_assert_int_eq(coir_outcome(&bed[i].task), 0);
            ck_assert_int_eq(watch[i].handle.entry.state, COIR_IDLE);
        }
        ck_assert_int_eq(t.frame.each.timer.entry.state, COIR_IDLE);
        close_rig();
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("as_completed");
    TCase *tests = tcase_create("as_completed");
    tcase_add_test(tests, they_come_in_the_order_in_which_they_end_with_their_outcomes);
    tcase_add_test(tests, those_that_end_while_the_body_waits_are_kept_in_order);
    tcase_add_test(tests, at_the_timeout_the_loop_raises_and_the_tasks_go_on);
    tcase_add_test(tests, a_timeout_in_the_body_is_told_after_what_was_done_before);
    tcase_add_test(tests, left_by_break_it_watches_nobody_any_more);
    tcase_add_test(tests, cancelled_at_any_turn_it_leaves_the_tasks_alone);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
