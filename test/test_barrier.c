/* test_barrier.c - let tasks wait for each other until so many have come. */
#include "rig.h"

static struct coir_barrier barrier;

struct runner {
    CORO;
    int after, rounds;
    struct coir_barrier_wait wait;
};

ASYNC(runner) {
    TRY {
        for (; self->rounds; self->rounds--) {
            AWAIT(coir_sleep(COIR_S(self->after)));
            AWAIT(self->wait, coir_barrier_wait, .barrier = &barrier);
            char text[20];
            snprintf(text, sizeof text, "%d", self->wait.result);
            note_at(text);
        }
    }
    CATCH(COIR_ANY) {
        note_at(coir_error_name(CAUGHT));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(runner) r[4];

static void begin(int runners, int rounds) {
    open_rig();
    FRESH(r);
    ck_assert_int_eq(coir_barrier_init(&barrier, 3), 0);
    for (int i = 0; i < runners; i++)
        START(&loop, r[i], runner, .after = i, .rounds = rounds);
}

START_TEST(the_last_to_come_goes_first_and_the_others_follow) {
    begin(3, 1);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@22 @20 @21");
    ck_assert_int_eq(coir_barrier_init(&barrier, 0), COIR_VALUE);
    close_rig();
}
END_TEST

START_TEST(it_serves_round_after_round) {
    begin(3, 2);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@22 @20 @21 @42 @40 @41");
    ck_assert_uint_eq(coir_barrier_waiting(&barrier), 0);
    close_rig();
}
END_TEST

START_TEST(who_comes_while_they_leave_waits_for_the_next_round) {
    begin(4, 1);
    r[3].frame.after = 2;
    loop.report = note;
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_eq(strstr(trace, "@22 @20 @21 deadlock"), trace);
    ck_assert_uint_eq(coir_barrier_waiting(&barrier), 1);
    close_rig();
}
END_TEST

START_TEST(a_reset_sends_away_who_waits_and_begins_anew) {
    begin(2, 1);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert_uint_eq(coir_barrier_waiting(&barrier), 1);
    coir_barrier_reset(&barrier);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "@0BROKEN");
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_BROKEN);
    ck_assert(!coir_barrier_broken(&barrier));
    close_rig();
}
END_TEST

START_TEST(aborted_it_is_broken_until_a_reset) {
    begin(3, 1);
    coir_poll(&loop);
    coir_poll(&loop);
    coir_barrier_abort(&barrier);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@0BROKEN @1BROKEN @2BROKEN");
    ck_assert(coir_barrier_broken(&barrier));
    coir_barrier_reset(&barrier);
    ck_assert(!coir_barrier_broken(&barrier));
    for (int i = 0; i < 3; i++)
        START(&loop, r[i], runner, .rounds = 1);
    trace[0] = 0;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@22 @20 @21");
    close_rig();
}
END_TEST

/* Whoever is cancelled, at any turn: the other three make a round. */
START_TEST(cancelled_at_any_turn_the_others_wait_on) {
    for (int turn = 0; turn < 10; turn++)
        for (int who = 0; who < 4; who++) {
            int passed = 0;
            begin(4, 1);
            run_turns(turn);
            coir_cancel(&r[who].task);
            loop.report = note;
            coir_run(&loop);
            for (int i = 0; i < 4; i++)
                passed += coir_done(&r[i].task) && coir_outcome(&r[i].task) == 0;
            ck_assert_int_ge(passed, coir_cancelled(&r[who].task) ? 2 : 3);
            ck_assert_uint_eq(barrier.count, loop.tasks);
            close_rig();
        }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("barrier");
    TCase *tests = tcase_create("barrier");
    tcase_add_test(tests, the_last_to_come_goes_first_and_the_others_follow);
    tcase_add_test(tests, it_serves_round_after_round);
    tcase_add_test(tests, who_comes_while_they_leave_waits_for_the_next_round);
    tcase_add_test(tests, a_reset_sends_away_who_waits_and_begins_anew);
    tcase_add_test(tests, aborted_it_is_broken_until_a_reset);
    tcase_add_test(tests, cancelled_at_any_turn_the_others_wait_on);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
