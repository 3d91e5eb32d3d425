/* test_others.c - it waits for everybody else, however they end, and not for those who wait for it. */
#include "rig.h"

#define A COIR_USER(1)

struct child {
    CORO;
    int seconds, error;
    bool starts_another;
    struct coir_task *cancels; /* at its end */
};

static COIR_TASK(child) children[4];

ASYNC(child) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    if (self->starts_another)
        START(coir_running_loop(), children[3], child, .seconds = 4);
    if (self->cancels)
        coir_cancel(self->cancels);
    if (self->error)
        RAISE(self->error);
}
ASYNC_END

struct waiter {
    CORO;
    int after;
    bool then_sleeps;
};

ASYNC(waiter) {
    AWAIT(coir_sleep(COIR_S(self->after)));
    TRY {
        AWAIT(coir_wait_for_others());
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(coir_sleep(COIR_S(5)));
        RAISE(CAUGHT);
    }
    TRY_END
    note_at("alone");
    if (self->then_sleeps)
        AWAIT(coir_sleep(COIR_S(50)));
}
ASYNC_END

struct joiner {
    CORO;
    struct coir_task *task;
    int after;
};

ASYNC(joiner) {
    AWAIT(coir_sleep(COIR_S(self->after)));
    AWAIT(coir_join(self->task));
    note_at("joined");
}
ASYNC_END

static COIR_TASK(waiter) waiters[2];
static COIR_TASK(joiner) joiners[2];
static char report[2000];

static void on_report(const char *line) {
    strncat(report, line, sizeof report - strlen(report) - 1);
}

static void set_up(void) {
    open_rig();
    FRESH(children);
    FRESH(waiters);
    FRESH(joiners);
    report[0] = 0;
    loop.report = on_report;
    for (int i = 0; i < 3; i++)
        START(&loop, children[i], child, .seconds = i + 1);
    START(&loop, waiters[0], waiter);
}

START_TEST(it_waits_for_the_last_of_them_however_they_end) {
    children[0].frame.error = A;
    coir_poll(&loop);
    coir_cancel(&children[1].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@3alone");
    ck_assert_int_eq(coir_outcome(&children[0].task), A);
}
END_TEST

START_TEST(alone_it_does_not_suspend) {
    coir_run(&loop);
    trace[0] = 0;
    START(&loop, waiters[0], waiter);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "@3alone");
}
END_TEST

START_TEST(it_waits_for_what_is_started_meanwhile) {
    children[2].frame.starts_another = true;
    coir_run(&loop);
    ck_assert_str_eq(trace, "@7alone");
}
END_TEST

START_TEST(two_that_wait_do_not_wait_for_each_other) {
    START(&loop, waiters[1], waiter, .after = 2);
    waiters[_i].frame.then_sleeps = true;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@3alone @3alone");
}
END_TEST

/* Directly, through another join, and one that joins while it waits already. */
START_TEST(nor_does_it_wait_for_those_who_join_it) {
    START(&loop, joiners[0], joiner, .task = &waiters[0].task, .after = _i);
    START(&loop, joiners[1], joiner, .task = &joiners[0].task, .after = 2 * _i);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, _i < 2 ? "@3alone @3joined @3joined" : "@4alone @4joined @4joined");
}
END_TEST

START_TEST(cancelling_it_cancels_nobody_else) {
    for (int i = 0; i < _i; i++)
        coir_poll(&loop);
    coir_cancel(&waiters[0].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&waiters[0].task));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coir_outcome(&children[i].task), 0);
    ck_assert_str_eq(trace, "");
}
END_TEST

/* It is about to look again when it is cancelled: from then on it is one of the others. */
START_TEST(one_that_is_cancelled_is_waited_for) {
    START(&loop, waiters[1], waiter);
    children[2].frame.cancels = &waiters[1].task;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@8alone");
}
END_TEST

START_TEST(it_keeps_no_loop_busy_and_hides_no_deadlock) {
    coir_poll(&loop);
    children[2].frame.seconds = 0;
    coir_cancel(&children[2].task);
    START(&loop, children[3], child);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert(coir_poll(&loop) > 0);
    START(&loop, joiners[0], joiner, .task = &joiners[1].task);
    START(&loop, joiners[1], joiner, .task = &children[3].task);
    coir_run(&loop);
    ck_assert_str_eq(report, "");
}
END_TEST

struct stuck {
    CORO;
    int n;
};

ASYNC(stuck) {
    AWAIT(coir_park(NULL, NULL));
}
ASYNC_END

START_TEST(a_task_that_never_ends_is_a_deadlock_and_told) {
    static COIR_TASK(stuck) stuck_task;
    FRESH(stuck_task);
    START(&loop, stuck_task, stuck);
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(report, "all other tasks"));
    coir_cancel(&stuck_task.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@3alone");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("others");
    TCase *tests = tcase_create("others");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, it_waits_for_the_last_of_them_however_they_end);
    tcase_add_test(tests, alone_it_does_not_suspend);
    tcase_add_test(tests, it_waits_for_what_is_started_meanwhile);
    tcase_add_loop_test(tests, two_that_wait_do_not_wait_for_each_other, 0, 2);
    tcase_add_loop_test(tests, nor_does_it_wait_for_those_who_join_it, 0, 3);
    tcase_add_loop_test(tests, cancelling_it_cancels_nobody_else, 0, 6);
    tcase_add_test(tests, one_that_is_cancelled_is_waited_for);
    tcase_add_test(tests, it_keeps_no_loop_busy_and_hides_no_deadlock);
    tcase_add_test(tests, a_task_that_never_ends_is_a_deadlock_and_told);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
