/* test_retry.c - what fails is tried again, as often and with such pauses as asked for, and no more. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

/* Fails until its argument `works` is reached; `calls` counts over all attempts. */
struct flaky {
    CORO;
    int works, error;
    int *calls;
    int step; /* a local that is not set at the beginning */
    int result;
};

ASYNC(flaky) {
    note_at("try");
    ++*self->calls;
    TRY {
        self->step++;
        AWAIT(coir_sleep(COIR_S(1)));
        if (*self->calls < self->works)
            RAISE(self->error);
    }
    FINALLY {
        AWAIT(coir_sleep(0));
    }
    TRY_END
    RETURN(self->step);
}
ASYNC_END

struct user {
    CORO;
    struct flaky flaky;
    struct coir_retry retry, arguments;
    int calls;
};

/* The arguments of the retry are set by the tests. */
ASYNC(user) {
    self->flaky.calls = &self->calls;
    AWAIT(self->retry, coir_retry, .call = COIR_CALL(self->flaky, flaky),
          .attempts = self->arguments.attempts, .delay = self->arguments.delay,
          .max_delay = self->arguments.max_delay, .jitter = self->arguments.jitter,
          .random = self->arguments.random, .seed = self->arguments.seed,
          .should_retry = self->arguments.should_retry, .prepare = self->arguments.prepare,
          .argument = self);
}
ASYNC_END

static COIR_TASK(user) it;

static void set_up(void) {
    open_rig();
    FRESH(it);
    START(&loop, it, user);
    it.frame.flaky.works = 99;
    it.frame.flaky.error = A;
    it.frame.arguments.attempts = 4;
    it.frame.arguments.delay = COIR_S(1);
}

START_TEST(what_works_is_run_once) {
    it.frame.flaky.works = 1;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "@0try");
    ck_assert_uint_eq(it.frame.retry.tried, 1);
}
END_TEST

START_TEST(pauses_double_and_the_arguments_survive) {
    it.frame.flaky.works = 4;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "@0try @2try @5try @10try");
    ck_assert_uint_eq(it.frame.retry.tried, 4);
}
END_TEST

START_TEST(the_last_error_is_raised) {
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_int_eq(it.frame.calls, 4);
    ck_assert_uint_eq(it.frame.retry.tried, 4);
}
END_TEST

START_TEST(no_pause_is_longer_than_the_longest) {
    it.frame.arguments.max_delay = COIR_S(3);
    it.frame.arguments.attempts = 5;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_str_eq(trace, "@0try @2try @5try @9try @13try");
}
END_TEST

START_TEST(attempts_0_is_without_end_and_pauses_stop_growing_before_they_overflow) {
    it.frame.arguments.attempts = 0;
    it.frame.arguments.delay = COIR_FOREVER / 8;
    it.frame.arguments.max_delay = 1;
    it.frame.flaky.works = 60;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_int_eq(it.frame.calls, 60);
    ck_assert(loop.now == COIR_S(60) + 59);
}
END_TEST

START_TEST(without_a_delay_it_takes_turns) {
    it.frame.arguments.delay = 0;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_str_eq(trace, "@0try @1try @2try @3try");
}
END_TEST

/* Doubled 64 times, it would overflow: the sanitizer sees that. */
START_TEST(with_a_negative_delay_it_takes_turns_too) {
    it.frame.arguments.delay = -1;
    it.frame.arguments.attempts = 70;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_int_eq(rig_port.time, COIR_S(70));
}
END_TEST

START_TEST(only_the_header_is_reset) {
    it.frame.flaky.works = 3;
    coir_run(&loop);
    ck_assert_int_eq(it.frame.flaky.result, 3);
}
END_TEST

static void set_arguments(struct coir_frame *call, void *argument) {
    struct user *user = (struct user *)argument;
    ck_assert_ptr_eq(call, &user->flaky.coir_);
    PREPARE(user->flaky, flaky, .works = 3, .error = B, .calls = &user->calls);
}

START_TEST(prepare_sets_the_arguments_anew) {
    it.frame.arguments.prepare = set_arguments;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_int_eq(it.frame.calls, 3);
    ck_assert_int_eq(it.frame.flaky.result, 1);
}
END_TEST

static bool is_a(int error, void *argument) {
    ck_assert_ptr_eq(argument, &it.frame);
    ck_assert_int_ne(error, COIR_CANCELLED);
    return error == A;
}

/* _i: an error that is not worth it, or a cancellation, which is not even asked about. */
START_TEST(only_errors_that_are_worth_it_are_retried) {
    it.frame.arguments.should_retry = is_a;
    it.frame.flaky.error = _i ? (int)COIR_CANCELLED : B;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), it.frame.flaky.error);
    ck_assert_int_eq(it.frame.calls, 1);
}
END_TEST

static uint32_t highest(void *argument) {
    ck_assert_ptr_eq(argument, &it.frame);
    return UINT32_MAX;
}

static coir_time time_of_three(void) {
    it.frame.flaky.works = 3;
    it.frame.arguments.delay = COIR_S(100);
    coir_run(&loop);
    return loop.now - COIR_S(3);
}

START_TEST(the_users_random_numbers_are_taken) {
    it.frame.arguments.random = highest;
    it.frame.arguments.jitter = 30;
    ck_assert_int_eq((time_of_three() + COIR_MS(1)) / COIR_S(1), 70 + 140);
}
END_TEST

/* _i is the seed. Pauses of 100 and 200 seconds. */
START_TEST(jitter_stays_within_its_percentage_and_the_same_seed_gives_the_same) {
    coir_time first, second;
    it.frame.arguments.jitter = 50;
    it.frame.arguments.seed = (uint32_t)_i;
    first = time_of_three();
    ck_assert(first > COIR_S(150) && first < COIR_S(300));
    close_rig();
    set_up();
    it.frame.arguments.jitter = 50;
    it.frame.arguments.seed = (uint32_t)_i;
    second = time_of_three();
    ck_assert(first == second);
    close_rig();
    set_up();
    it.frame.arguments.jitter = 50;
    it.frame.arguments.seed = (uint32_t)_i + 77;
    ck_assert(time_of_three() != first);
}
END_TEST

START_TEST(full_jitter_may_be_anything_up_to_the_pause) {
    it.frame.arguments.random = highest;
    it.frame.arguments.jitter = 255;
    ck_assert(time_of_three() < COIR_MS(1));
}
END_TEST

/* _i is the turn after which it is cancelled: during an attempt, its cleanup, or a pause. */
START_TEST(cancelled_in_any_turn_it_ends_without_another_attempt) {
    int calls;
    run_turns_and_wait(_i);
    calls = it.frame.calls;
    if (coir_cancel(&it.task)) {
        coir_run(&loop);
        ck_assert(coir_cancelled(&it.task));
        ck_assert_int_eq(it.frame.calls, calls);
    }
    ck_assert(it.frame.flaky.coir_.line == 0 || ENDED(it.frame.flaky));
    (void)coir_outcome(&it.task);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("retry");
    TCase *tests = tcase_create("retry");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, what_works_is_run_once);
    tcase_add_test(tests, pauses_double_and_the_arguments_survive);
    tcase_add_test(tests, the_last_error_is_raised);
    tcase_add_test(tests, no_pause_is_longer_than_the_longest);
    tcase_add_test(tests, attempts_0_is_without_end_and_pauses_stop_growing_before_they_overflow);
    tcase_add_test(tests, without_a_delay_it_takes_turns);
    tcase_add_test(tests, with_a_negative_delay_it_takes_turns_too);
    tcase_add_test(tests, only_the_header_is_reset);
    tcase_add_test(tests, prepare_sets_the_arguments_anew);
    tcase_add_loop_test(tests, only_errors_that_are_worth_it_are_retried, 0, 2);
    tcase_add_test(tests, the_users_random_numbers_are_taken);
    tcase_add_loop_test(tests, jitter_stays_within_its_percentage_and_the_same_seed_gives_the_same,
                        0, 5);
    tcase_add_test(tests, full_jitter_may_be_anything_up_to_the_pause);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_ends_without_another_attempt, 0, 30);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
