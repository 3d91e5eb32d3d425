/* test_first.c - the first result wins, every loser is cancelled and waited for, no error vanishes. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

struct runner {
    CORO;
    int seconds, error; /* when it ends, and how */
    int cleanup, late;  /* seconds its cleanup takes, and the error that raises */
    bool swallows;
    int result;
};

ASYNC(runner) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        if (self->error)
            RAISE(self->error);
    }
    CATCH(COIR_CANCELLED) {
        if (self->cleanup)
            AWAIT(coir_sleep(COIR_S(self->cleanup)));
        note_at("stopped");
        if (self->late)
            RAISE(self->late);
        if (!self->swallows)
            RAISE(CAUGHT);
    }
    TRY_END
    RETURN(self->seconds);
}
ASYNC_END

struct race {
    CORO;
    unsigned count;
    struct coir_watch watch[3];
    struct coir_first_cancel_rest first;
    int caught;
};

ASYNC(race) {
    TRY {
        AWAIT(self->first, coir_first_cancel_rest, .watch = self->watch, .count = self->count);
    }
    CATCH(COIR_ANY) {
        self->caught = CAUGHT;
        RAISE(CAUGHT);
    }
    FINALLY {
        note_at("over");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(runner) runner_task[3];
static COIR_TASK(race) it;
static int told, told_error;

static void on_error(struct coir_loop *of, const char *what, int error) {
    (void)of;
    (void)what;
    told++;
    told_error = error;
}

/* They end at 3, 2 and 1 seconds. */
static void set_up(void) {
    open_rig();
    FRESH(runner_task);
    FRESH(it);
    told = told_error = 0;
    loop.on_error = on_error;
    for (int i = 0; i < 3; i++)
        START(&loop, runner_task[i], runner, .seconds = 3 - i);
    START(&loop, it, race, .count = 3);
    COIR_WATCH(it.frame.watch, runner_task);
}

START_TEST(the_first_result_is_kept_and_the_losers_are_cancelled) {
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_uint_eq(it.frame.first.winner, 2);
    ck_assert_int_eq(runner_task[2].frame.result, 1);
    ck_assert(coir_cancelled(&runner_task[0].task));
    ck_assert_uint_eq(it.frame.first.failures, 2);
    ck_assert_str_eq(trace, "@1stopped @1stopped @1over");
    ck_assert_int_eq(told, 0);
}
END_TEST

START_TEST(it_waits_for_the_cleanup_of_the_losers) {
    runner_task[0].frame.cleanup = 7;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "@1stopped @8stopped @8over");
}
END_TEST

START_TEST(a_failure_is_no_result) {
    runner_task[2].frame.error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_uint_eq(it.frame.first.winner, 1);
    ck_assert_str_eq(trace, "@2stopped @2over");
    ck_assert_int_eq(told, 0);
    ck_assert_int_eq(coir_outcome(&runner_task[2].task), A);
}
END_TEST

START_TEST(if_all_fail_the_last_error_is_raised) {
    runner_task[0].frame.error = B;
    runner_task[1].frame.error = runner_task[2].frame.error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), B);
    ck_assert_uint_eq(it.frame.first.failures, 3);
    ck_assert_str_eq(trace, "@3over");
}
END_TEST

START_TEST(the_error_of_a_losers_cleanup_is_told_and_changes_nothing) {
    runner_task[0].frame.late = B;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_int_eq(told, 1);
    ck_assert_int_eq(told_error, B);
    ck_assert_int_eq(coir_outcome(&runner_task[0].task), B);
}
END_TEST

START_TEST(a_loser_that_swallows_its_cancellation_is_still_a_loser) {
    runner_task[1].frame.swallows = true;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_uint_eq(it.frame.first.winner, 2);
    ck_assert_int_eq(runner_task[1].frame.result, 2);
}
END_TEST

START_TEST(of_two_that_end_in_one_turn_the_earlier_wins) {
    runner_task[0].frame.seconds = runner_task[1].frame.seconds = 1;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_uint_eq(it.frame.first.winner, 0);
    ck_assert_int_eq(coir_outcome(&runner_task[1].task), 0);
    ck_assert_str_eq(trace, "@1over");
}
END_TEST

START_TEST(one_that_is_done_already_wins) {
    COIR_TASK(race) late;
    memset(&late, 0, sizeof late);
    it.frame.count = 1;
    coir_run_until(&loop, &runner_task[2].task);
    START(&loop, late, race, .count = 3);
    COIR_WATCH(late.frame.watch, runner_task);
    ck_assert_int_eq(coir_run_until(&loop, &late.task), 0);
    ck_assert_uint_eq(late.frame.first.winner, 2);
}
END_TEST

START_TEST(of_none_there_is_no_first) {
    it.frame.count = 0;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_VALUE);
}
END_TEST

START_TEST(what_cannot_be_waited_for_is_refused_and_nothing_is_touched) {
    static COIR_TASK(runner) never;
    it.frame.watch[2].task = _i ? &it.task : &never.task;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_RUNTIME);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&runner_task[0].task), 0);
    ck_assert_str_eq(trace, "@0over");
}
END_TEST

START_TEST(a_future_can_race_with_tasks) {
    struct coir_future future;
    coir_future_init(&future, &loop);
    it.frame.watch[0].task = NULL;
    it.frame.watch[0].future = &future;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_int_eq(coir_future_outcome(&future), COIR_CANCELLED);
    coir_run(&loop);
}
END_TEST

START_TEST(a_second_request_does_not_hurry_the_cleanup) {
    runner_task[0].frame.cleanup = 7;
    coir_poll(&loop);
    coir_poll(&loop);
    coir_cancel(&it.task);
    coir_poll(&loop);
    coir_cancel(&it.task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "@0stopped @0stopped @7stopped @7over");
    ck_assert(coir_cancelled(&it.task));
}
END_TEST

START_TEST(cancelled_when_there_is_a_winner_it_still_does_not_hurry_the_losers) {
    runner_task[0].frame.cleanup = 7;
    coir_run_until(&loop, &runner_task[1].task);
    ck_assert(coir_cancel(&it.task));
    coir_run(&loop);
    ck_assert_str_eq(trace, "@1stopped @8stopped @8over");
    ck_assert(coir_cancelled(&it.task));
}
END_TEST

struct joiner {
    CORO;
    struct coir_task *task;
};

ASYNC(joiner) {
    AWAIT(coir_join(self->task));
}
ASYNC_END

START_TEST(cancelled_while_one_of_them_waits_for_it_in_turn_it_asks_once) {
    static COIR_TASK(joiner) j;
    FRESH(j);
    START(&loop, j, joiner, .task = &it.task);
    it.frame.watch[0].task = &j.task;
    loop.report = ignore;
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert(coir_cancel(&it.task));
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_int_eq(coir_cancelling(&j.task), 1);
}
END_TEST

/* _i is the turn after which it is cancelled. */
START_TEST(cancelled_in_any_turn_all_have_ended_before_it_has) {
    for (int i = 0; i < 3; i++)
        runner_task[i].frame.cleanup = 1 + i;
    run_turns_and_wait(_i);
    if (_i > 0 && coir_cancel(&it.task)) {
        coir_run_until(&loop, &it.task);
        ck_assert(coir_cancelled(&it.task));
        ck_assert_int_eq(it.frame.caught, COIR_CANCELLED);
    }
    coir_run(&loop);
    for (int i = 0; i < 3; i++)
        ck_assert(coir_done(&runner_task[i].task));
    ck_assert_ptr_nonnull(strstr(trace, "over"));
    ck_assert_str_eq(strstr(trace, "over"), "over");
    ck_assert_int_eq(told, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("first");
    TCase *tests = tcase_create("first");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, the_first_result_is_kept_and_the_losers_are_cancelled);
    tcase_add_test(tests, it_waits_for_the_cleanup_of_the_losers);
    tcase_add_test(tests, a_failure_is_no_result);
    tcase_add_test(tests, if_all_fail_the_last_error_is_raised);
    tcase_add_test(tests, the_error_of_a_losers_cleanup_is_told_and_changes_nothing);
    tcase_add_test(tests, a_loser_that_swallows_its_cancellation_is_still_a_loser);
    tcase_add_test(tests, of_two_that_end_in_one_turn_the_earlier_wins);
    tcase_add_test(tests, one_that_is_done_already_wins);
    tcase_add_test(tests, of_none_there_is_no_first);
    tcase_add_loop_test(tests, what_cannot_be_waited_for_is_refused_and_nothing_is_touched, 0, 2);
    tcase_add_test(tests, a_future_can_race_with_tasks);
    tcase_add_test(tests, a_second_request_does_not_hurry_the_cleanup);
    tcase_add_test(tests, cancelled_when_there_is_a_winner_it_still_does_not_hurry_the_losers);
    tcase_add_test(tests, cancelled_while_one_of_them_waits_for_it_in_turn_it_asks_once);
    tcase_add_loop_test(tests, cancelled_in_any_turn_all_have_ended_before_it_has, 0, 16);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
