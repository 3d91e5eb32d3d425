/* test_task.c - tasks start, end, are joined, and are cancelled wherever they are, losing nothing. */
#include "rig.h"

#define A COIR_USER(1)

static int entered, left; /* cleanups */

struct sleeper {
    CORO;
    int seconds;
    bool swallows;
    int error;
    int result;
};

ASYNC(sleeper) {
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

struct joiner {
    CORO;
    struct coir_task *task;
};

ASYNC(joiner) {
    AWAIT(coir_join(self->task));
    note_at("joined");
}
ASYNC_END

static COIR_TASK(sleeper) s;
static COIR_TASK(joiner) j, k;

static void set_up(void) {
    open_rig();
    FRESH(s);
    FRESH(j);
    FRESH(k);
    entered = left = 0;
    START(&loop, s, sleeper, .seconds = 3);
    START(&loop, j, joiner, .task = &s.task);
    START(&loop, k, joiner, .task = &s.task);
}

START_TEST(nothing_runs_before_the_loop_does) {
    ck_assert(coir_is_running(&s.task));
    ck_assert_int_eq(coir_outcome(&s.task), COIR_STATE);
    ck_assert_str_eq(trace, "");
}
END_TEST

START_TEST(all_who_join_go_on_when_it_is_done) {
    coir_run(&loop);
    ck_assert_str_eq(trace, "@3joined @3joined");
    ck_assert_int_eq(s.frame.result, 3);
}
END_TEST

START_TEST(all_who_join_get_its_error) {
    s.frame.error = A;
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&j.task), A);
    ck_assert_int_eq(coir_outcome(&k.task), A);
}
END_TEST

START_TEST(a_running_task_is_not_started_again_and_a_done_one_is) {
    ck_assert_int_eq(START(&loop, s, sleeper, .seconds = 1), COIR_RUNTIME);
    coir_run(&loop);
    ck_assert_int_eq(s.frame.result, 3);
    ck_assert_int_eq(START(&loop, s, sleeper, .seconds = 1), 0);
    coir_run(&loop);
    ck_assert_int_eq(s.frame.result, 1);
}
END_TEST

START_TEST(cancelled_before_its_first_step_it_never_runs) {
    ck_assert(coir_cancel(&s.task));
    coir_run(&loop);
    ck_assert(coir_cancelled(&s.task));
    ck_assert_str_eq(trace, "");
    ck_assert_int_eq(coir_outcome(&j.task), COIR_CANCELLED);
}
END_TEST

START_TEST(cancelling_who_joins_cancels_what_it_waits_for) {
    coir_poll(&loop);
    coir_cancel(&j.task);
    ck_assert_int_eq(coir_cancelling(&s.task), 1);
    coir_run(&loop);
    ck_assert(coir_cancelled(&s.task));
    ck_assert(coir_cancelled(&j.task));
    ck_assert(coir_cancelled(&k.task));
    ck_assert_int_eq(coir_cancelling(&k.task), 0);
}
END_TEST

START_TEST(a_request_that_was_swallowed_inside_still_reaches_the_outer) {
    s.frame.swallows = true;
    coir_poll(&loop);
    coir_cancel(&j.task);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&s.task), 0);
    ck_assert(coir_cancelled(&j.task));
    ck_assert_int_eq(coir_outcome(&k.task), 0);
}
END_TEST

START_TEST(a_done_task_cannot_be_cancelled) {
    coir_run(&loop);
    ck_assert(!coir_cancel(&s.task));
    ck_assert_int_eq(coir_cancelling(&s.task), 0);
}
END_TEST

START_TEST(however_many_requests_there_are_they_are_counted_to_63_and_no_further) {
    for (int i = 0; i < 300; i++)
        ck_assert(coir_cancel(&s.task));
    ck_assert_int_eq(coir_cancelling(&s.task), 63);
    ck_assert_int_eq(coir_uncancel(&s.task), 62);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&s.task), COIR_CANCELLED);
}
END_TEST

START_TEST(two_requests_before_delivery_are_one_cancellation_counted_twice) {
    s.frame.swallows = true;
    coir_poll(&loop);
    coir_cancel(&s.task);
    coir_cancel(&s.task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "cancelled @0joined @0joined");
    ck_assert_int_eq(coir_cancelling(&s.task), 2);
    ck_assert_int_eq(coir_uncancel(&s.task), 1);
    ck_assert_int_eq(coir_uncancel(&s.task), 0);
    ck_assert_int_eq(coir_uncancel(&s.task), 0);
}
END_TEST

/* Cancels who starts it, in its first step, when that was cancelled before and has caught it. */
struct ungrateful {
    CORO;
    struct coir_task *parent;
};

ASYNC(ungrateful) {
    coir_cancel(self->parent);
    AWAIT(coir_sleep(0));
}
ASYNC_END

struct parent {
    CORO;
    COIR_TASK(ungrateful) child;
};

ASYNC(parent) {
    TRY {
        AWAIT(coir_sleep(COIR_S(1)));
    }
    CATCH(COIR_CANCELLED) {
        START_EAGER(&loop, self->child, ungrateful, .parent = coir_current());
        AWAIT(coir_sleep(COIR_S(1)));
        note("lost");
    }
    TRY_END
}
ASYNC_END

START_TEST(a_request_from_an_eager_child_is_not_lost_in_a_cleanup) {
    static COIR_TASK(parent) p;
    FRESH(p);
    START(&loop, p, parent);
    coir_poll(&loop);
    coir_cancel(&p.task);
    coir_run(&loop);
    ck_assert_ptr_null(strstr(trace, "lost"));
    ck_assert(coir_cancelled(&p.task));
}
END_TEST

START_TEST(waiting_for_oneself_through_others_is_refused) {
    static COIR_TASK(joiner) a, b, c;
    FRESH(a);
    FRESH(b);
    FRESH(c);
    START(&loop, a, joiner, .task = &b.task);
    START(&loop, b, joiner, .task = &c.task);
    START(&loop, c, joiner, .task = &a.task);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&c.task), COIR_RUNTIME);
    ck_assert_int_eq(coir_outcome(&a.task), COIR_RUNTIME);
}
END_TEST

static int call(void *text) {
    note((const char *)text);
    return 0;
}

START_TEST(callbacks_stand_in_line_with_those_who_join) {
    static struct coir_handle first, last, never;
    memset(&first, 0, sizeof first);
    memset(&last, 0, sizeof last);
    memset(&never, 0, sizeof never);
    coir_on_done(&s.task, &first, call, (void *)"first");
    coir_on_done(&s.task, &never, call, (void *)"never");
    coir_poll(&loop);
    coir_on_done(&s.task, &last, call, (void *)"last");
    ck_assert(coir_handle_cancel(&never));
    coir_run(&loop);
    ck_assert_str_eq(trace, "first @3joined @3joined last");
}
END_TEST

START_TEST(tasks_are_listed_in_the_order_of_their_start_until_they_are_done) {
    struct coir_task *task = NULL;
    ck_assert_ptr_eq(task = coir_next_task(&loop, task), &s.task);
    ck_assert_ptr_eq(task = coir_next_task(&loop, task), &j.task);
    ck_assert_str_eq(coir_name(&s.task), "sleeper");
    coir_set_name(&s.task, "Sleepy");
    ck_assert_str_eq(coir_name(&s.task), "Sleepy");
    coir_run(&loop);
    ck_assert_ptr_null(coir_next_task(&loop, NULL));
}
END_TEST

/* ---- Cancelled at every await ---- */

struct ticks {
    CORO;
    int i;
    int value;
};

ASYNC(ticks) {
    entered++;
    TRY {
        for (self->i = 0; self->i < 2; self->i++) {
            AWAIT(coir_sleep(COIR_S(1)));
            YIELD(self->i);
        }
    }
    FINALLY {
        left++;
        AWAIT(coir_sleep(0));
    }
    TRY_END
}
ASYNC_END

struct guard {
    CORO;
    int value;
};

ASYNC(guard) {
    AWAIT(coir_sleep(0));
    entered++;
    TRY {
        YIELD(0);
    }
    FINALLY {
        left++;
        AWAIT(coir_sleep(0));
    }
    TRY_END
}
ASYNC_END

struct rich {
    CORO;
    struct ticks ticks;
    struct guard guard;
    COIR_TASK(sleeper) child;
    int outcome;
};

ASYNC(rich) {
    entered++;
    TRY {
        ASYNC_FOR(self->ticks, ticks) {
            AWAIT(coir_sleep(0));
        }
        ASYNC_FOR_END
        ASYNC_WITH(self->guard, guard) {
            START(&loop, self->child, sleeper, .seconds = 1);
            AWAIT(coir_join(&self->child.task));
            TRY {
                RAISE(A);
            }
            CATCH(A) {
                AWAIT(coir_sleep(0));
            }
            TRY_END
        }
        ASYNC_WITH_END
    }
    FINALLY {
        left++;
        self->outcome = CAUGHT;
        AWAIT(coir_sleep(0));
    }
    TRY_END
}
ASYNC_END

/* _i is the number of turns after which it is cancelled. */
START_TEST(cancelled_at_every_await_each_cleanup_runs_exactly_once) {
    static COIR_TASK(rich) r;
    FRESH(r);
    open_rig();
    START(&loop, r, rich);
    run_turns_and_wait(_i);
    coir_cancel(&r.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_done(&r.task));
    ck_assert_int_eq(entered, left);
    ck_assert(_i == 0 || entered > 0);
    ck_assert(!coir_is_running(&r.frame.child.task));
    if (_i == 0)
        ck_assert(coir_cancelled(&r.task));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("task");
    TCase *tests = tcase_create("task");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, nothing_runs_before_the_loop_does);
    tcase_add_test(tests, all_who_join_go_on_when_it_is_done);
    tcase_add_test(tests, all_who_join_get_its_error);
    tcase_add_test(tests, a_running_task_is_not_started_again_and_a_done_one_is);
    tcase_add_test(tests, cancelled_before_its_first_step_it_never_runs);
    tcase_add_test(tests, cancelling_who_joins_cancels_what_it_waits_for);
    tcase_add_test(tests, a_request_that_was_swallowed_inside_still_reaches_the_outer);
    tcase_add_test(tests, a_done_task_cannot_be_cancelled);
    tcase_add_test(tests, however_many_requests_there_are_they_are_counted_to_63_and_no_further);
    tcase_add_test(tests, two_requests_before_delivery_are_one_cancellation_counted_twice);
    tcase_add_test(tests, a_request_from_an_eager_child_is_not_lost_in_a_cleanup);
    tcase_add_test(tests, waiting_for_oneself_through_others_is_refused);
    tcase_add_test(tests, callbacks_stand_in_line_with_those_who_join);
    tcase_add_test(tests, tasks_are_listed_in_the_order_of_their_start_until_they_are_done);
    tcase_add_loop_test(tests, cancelled_at_every_await_each_cleanup_runs_exactly_once, 0, 30);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
