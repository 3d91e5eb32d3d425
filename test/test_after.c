/* test_after.c - later means later: after a delay, after a task, or once more after its own end. */
#include "rig.h"

#define A COIR_USER(1)

struct lights {
    CORO;
    int error;
    int result;
};

ASYNC(lights) {
    note_at("off");
    AWAIT(coir_sleep(COIR_S(1)));
    if (self->error)
        RAISE(self->error);
    RETURN(7);
}
ASYNC_END

static struct lights lights_off;
static COIR_TASK(coir_run_after) later;

static void set_up(void) {
    open_rig();
    FRESH(later);
    PREPARE(lights_off, lights);
    START(&loop, later, coir_run_after, .delay = COIR_S(5), .call = COIR_CALL(lights_off, lights));
}

START_TEST(it_runs_after_the_delay_and_its_result_is_in_its_frame) {
    ck_assert_int_eq(coir_run_until(&loop, &later.task), 0);
    ck_assert_str_eq(trace, "@5off");
    ck_assert_int_eq(lights_off.result, 7);
}
END_TEST

START_TEST(its_error_is_the_tasks) {
    lights_off.error = A;
    ck_assert_int_eq(coir_run_until(&loop, &later.task), A);
}
END_TEST

/* _i is the turn after which it is cancelled. */
START_TEST(cancelled_in_any_turn_it_ends_and_before_its_time_it_never_began) {
    run_turns_and_wait(_i);
    if (coir_cancel(&later.task)) {
        coir_run(&loop);
        ck_assert(coir_cancelled(&later.task));
    }
    ck_assert(ENDED(lights_off) || (lights_off.coir_.line == 0 && trace[0] == 0));
}
END_TEST

/* ---- A follow-up: what a task's done callback starts ---- */

struct follow {
    COIR_TASK(lights) before, after;
    struct coir_handle handle;
    int seen;
};

static int follow_up(void *argument) {
    struct follow *follow = (struct follow *)argument;
    follow->seen = coir_outcome(&follow->before.task);
    return START(coir_running_loop(), follow->after, lights);
}

/* _i: after success, and after a failure. */
START_TEST(a_done_callback_can_start_the_follow_up) {
    struct follow follow;
    memset(&follow, 0, sizeof follow);
    START(&loop, follow.before, lights, .error = _i ? A : 0);
    coir_on_done(&follow.before.task, &follow.handle, follow_up, &follow);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(follow.seen, _i ? A : 0);
    ck_assert_int_eq(coir_outcome(&follow.after.task), 0);
    ck_assert_str_eq(trace, "@0off @1off @5off");
}
END_TEST

/* ---- A task that its own done callback starts again ---- */

struct worker {
    CORO;
    int *rounds;
    bool suspends;
};

ASYNC(worker) {
    ++*self->rounds;
    if (self->suspends)
        AWAIT(coir_sleep(COIR_S(1)));
    if (*self->rounds % 3 == 0)
        RAISE(A);
}
ASYNC_END

struct again {
    COIR_TASK(worker) task;
    struct coir_handle handle;
    int rounds, starts, failures;
    bool suspends;
    coir_time ended;
};

static int start_again(void *argument);

static int start(struct again *again) {
    int error = START(coir_running_loop() ? coir_running_loop() : &loop, again->task, worker,
                      .rounds = &again->rounds, .suspends = again->suspends);
    again->starts++;
    if (!error)
        error = coir_on_done(&again->task.task, &again->handle, start_again, again);
    return error;
}

static int start_again(void *argument) {
    struct again *again = (struct again *)argument;
    again->ended = coir_now();
    again->failures += coir_outcome(&again->task.task) == A;
    return again->starts < 1000 ? start(again) : 0;
}

static int complaints;

static void on_error(struct coir_loop *of, const char *what, int error) {
    (void)of;
    (void)what;
    (void)error;
    complaints++;
}

/* _i: tasks that end in their first step, and tasks that take a second each. Meanwhile another task,
 * the one that turns the lights off, keeps the loop running between an end and the next start. */
START_TEST(a_done_callback_can_start_its_task_again_1000_times) {
    struct again again;
    memset(&again, 0, sizeof again);
    complaints = 0;
    loop.on_error = on_error;
    again.suspends = _i;
    later.frame.delay = COIR_S(2000);
    ck_assert_int_eq(start(&again), 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(again.rounds, 1000);
    ck_assert_int_eq(again.failures, 333);
    ck_assert_int_eq(complaints, 0);
    ck_assert_int_eq((long)(again.ended / COIR_S(1)), _i ? 1000 : 0);
}
END_TEST

START_TEST(a_task_that_starts_again_can_be_stopped_for_good) {
    struct again again;
    memset(&again, 0, sizeof again);
    again.suspends = true;
    start(&again);
    run_turns_and_wait(100);
    again.starts = 1000;
    ck_assert(coir_cancel(&again.task.task));
    coir_run(&loop);
    ck_assert(coir_cancelled(&again.task.task));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("after");
    TCase *tests = tcase_create("after");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, it_runs_after_the_delay_and_its_result_is_in_its_frame);
    tcase_add_test(tests, its_error_is_the_tasks);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_ends_and_before_its_time_it_never_began, 0,
                        8);
    tcase_add_loop_test(tests, a_done_callback_can_start_the_follow_up, 0, 2);
    tcase_add_loop_test(tests, a_done_callback_can_start_its_task_again_1000_times, 0, 2);
    tcase_add_test(tests, a_task_that_starts_again_can_be_stopped_for_good);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
