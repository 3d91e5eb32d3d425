/* test_limit.c - never more at a time than allowed, each call once, and nothing runs on behind it. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

enum { MOST = 12 };

static int active, peak, begun;

static void enter(void) {
    begun++;
    if (++active > peak)
        peak = active;
}

/* Two types of coroutine, so that a call cannot be of "the" type. */
struct job {
    CORO;
    int seconds, error, late;
    int result;
};

ASYNC(job) {
    enter();
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        if (self->error)
            RAISE(self->error);
    }
    FINALLY {
        TRY {
            AWAIT(coir_sleep(COIR_S(1)));
        }
        FINALLY {
            active--;
        }
        TRY_END
        if (CAUGHT == COIR_CANCELLED && self->late)
            RAISE(self->late);
    }
    TRY_END
    RETURN(self->seconds);
}
ASYNC_END

struct quick {
    CORO;
    char padding[40];
    int result;
};

ASYNC(quick) {
    enter();
    active--;
    RETURN(5);
}
ASYNC_END

static struct job jobs[MOST];
static struct quick quicks[MOST];
static struct coir_frame *calls[MOST];
static struct coir_worker workers[MOST];
static int outcomes[MOST];
static struct coir_limit *limit;
static int told;

struct user {
    CORO;
    unsigned count, at_most;
    bool return_errors;
    int *outcomes;
    struct coir_limit limit;
};

ASYNC(user) {
    TRY {
        AWAIT(self->limit, coir_limit, .calls = calls, .count = self->count, .workers = workers,
              .at_most = self->at_most, .return_errors = self->return_errors,
              .outcomes = self->outcomes);
    }
    FINALLY {
        ck_assert_int_eq(active, 0);
        note_at("over");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(user) it;

static void on_error(struct coir_loop *of, const char *what, int error) {
    (void)of;
    (void)what;
    told = error;
}

/* Every third call is quick; the others take 1 second and 1 to clean up. */
static void set_up(void) {
    open_rig();
    FRESH(it);
    loop.on_error = on_error;
    memset(workers, 0xa5, sizeof workers);
    limit = &it.frame.limit;
    active = peak = begun = told = 0;
    for (int i = 0; i < MOST; i++) {
        PREPARE(jobs[i], job, .seconds = 1);
        PREPARE(quicks[i], quick);
        calls[i] = i % 3 == 2 ? COIR_CALL(quicks[i], quick) : COIR_CALL(jobs[i], job);
    }
    START(&loop, it, user, .count = MOST, .at_most = 3);
}

/* _i is how many may run at a time. */
START_TEST(all_run_and_never_more_than_so_many_at_a_time) {
    it.frame.at_most = (unsigned)_i;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&it.task), 0);
    ck_assert_int_eq(begun, MOST);
    ck_assert_int_le(peak, _i);
    ck_assert_int_eq(peak, _i < 8 ? _i : peak);
    for (int i = 0; i < MOST; i++)
        ck_assert_int_eq(i % 3 == 2 ? quicks[i].result : jobs[i].result, i % 3 == 2 ? 5 : 1);
}
END_TEST

START_TEST(a_worker_that_is_free_takes_the_next) {
    jobs[0].seconds = 99;
    it.frame.at_most = 2;
    coir_run(&loop);
    ck_assert_str_eq(trace, "@100over");
}
END_TEST

START_TEST(of_none_there_is_nothing_to_do) {
    it.frame.count = 0;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
}
END_TEST

START_TEST(without_workers_nothing_can_run) {
    it.frame.at_most = 0;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_VALUE);
    ck_assert_int_eq(begun, 0);
}
END_TEST

START_TEST(the_first_error_stops_the_rest_and_waits_for_it) {
    jobs[0].error = A;
    jobs[1].seconds = 50;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_str_eq(trace, "@3over");
    ck_assert_int_eq(begun, 4);
    ck_assert_int_eq(jobs[6].coir_.line, 0);
}
END_TEST

START_TEST(outcomes_tell_which_ran_and_which_never_began) {
    jobs[0].error = A;
    jobs[1].seconds = 50;
    jobs[1].late = B;
    jobs[3].seconds = 50;
    it.frame.outcomes = outcomes;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_int_eq(outcomes[0], A);
    ck_assert_int_eq(outcomes[1], B);
    ck_assert_int_eq(outcomes[2], 0);
    ck_assert_int_eq(outcomes[3], COIR_CANCELLED);
    ck_assert_int_eq(outcomes[6], COIR_STATE);
    ck_assert_int_eq(told, 0);
}
END_TEST

START_TEST(without_outcomes_a_second_error_is_told) {
    jobs[0].error = A;
    jobs[1].seconds = 50;
    jobs[1].late = B;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_int_eq(told, B);
}
END_TEST

START_TEST(returning_errors_all_run) {
    jobs[0].error = A;
    jobs[4].error = B;
    it.frame.return_errors = true;
    it.frame.outcomes = outcomes;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_int_eq(begun, MOST);
    for (int i = 0; i < MOST; i++)
        ck_assert_int_eq(outcomes[i], i == 0 ? A : i == 4 ? B : 0);
}
END_TEST

START_TEST(a_call_that_ends_cancelled_is_a_failure) {
    jobs[0].error = COIR_CANCELLED;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_CANCELLED);
    ck_assert_int_eq(coir_cancelling(&it.task), 0);
    ck_assert_int_eq(begun, 4);
}
END_TEST

START_TEST(a_cancellation_is_not_forgotten_for_an_error_and_the_error_is_told) {
    jobs[0].error = A;
    jobs[1].seconds = 50;
    while (!limit->error) {
        coir_time span = coir_poll(&loop);
        rig_port.time += span == COIR_FOREVER ? 0 : span;
    }
    coir_poll(&loop); /* the others begin to clean up */
    coir_cancel(&it.task);
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_CANCELLED);
    ck_assert_str_eq(trace, "@3over");
    ck_assert_int_eq(told, A);
}
END_TEST

/* _i is the turn after which it is cancelled; the second half with return_errors. */
START_TEST(cancelled_in_any_turn_all_that_began_have_ended) {
    it.frame.return_errors = _i >= 30;
    run_turns_and_wait(_i % 30);
    if (coir_cancel(&it.task)) {
        coir_run_until(&loop, &it.task);
        ck_assert(coir_cancelled(&it.task));
    }
    ck_assert_int_eq((int)loop.tasks, 0);
    ck_assert_int_eq(active, 0);
    for (int i = 0; i < MOST; i++)
        ck_assert(calls[i]->line == 0 || COIR_IS_DONE_(calls[i]->line));
}
END_TEST

START_TEST(it_can_be_used_again_with_the_same_workers) {
    coir_run(&loop);
    for (int i = 0; i < MOST; i++) {
        PREPARE(jobs[i], job, .seconds = 1);
        calls[i] = COIR_CALL(jobs[i], job);
    }
    ck_assert_int_eq(START(&loop, it, user, .count = MOST, .at_most = 3), 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&it.task), 0);
    ck_assert_int_eq(begun, 2 * MOST);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("limit");
    TCase *tests = tcase_create("limit");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_loop_test(tests, all_run_and_never_more_than_so_many_at_a_time, 1, MOST + 1);
    tcase_add_test(tests, a_worker_that_is_free_takes_the_next);
    tcase_add_test(tests, of_none_there_is_nothing_to_do);
    tcase_add_test(tests, without_workers_nothing_can_run);
    tcase_add_test(tests, the_first_error_stops_the_rest_and_waits_for_it);
    tcase_add_test(tests, outcomes_tell_which_ran_and_which_never_began);
    tcase_add_test(tests, without_outcomes_a_second_error_is_told);
    tcase_add_test(tests, returning_errors_all_run);
    tcase_add_test(tests, a_call_that_ends_cancelled_is_a_failure);
    tcase_add_test(tests, a_cancellation_is_not_forgotten_for_an_error_and_the_error_is_told);
    tcase_add_loop_test(tests, cancelled_in_any_turn_all_that_began_have_ended, 0, 60);
    tcase_add_test(tests, it_can_be_used_again_with_the_same_workers);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
