/* test_semaphore.c - at most so many inside, first come first served, and no permit is lost. */
#include <limits.h>

#include "rig.h"

#define A COIR_USER(1)

static struct coir_semaphore s;
static int inside, most;

/* Takes a permit, keeps it, says so. */
struct taker {
    CORO;
    const char *name;
};

ASYNC(taker) {
    AWAIT(coir_semaphore_acquire(&s));
    note(self->name);
}
ASYNC_END

static COIR_TASK(taker) a, b, c, d;

static void set_up(void) {
    open_rig();
    inside = most = 0;
    coir_semaphore_init(&s, 0, 4);
    START(&loop, a, taker, .name = "a");
    START(&loop, b, taker, .name = "b");
    START(&loop, c, taker, .name = "c");
    coir_poll(&loop);
}

/* Nobody is left waiting when the loop is closed. */
static void tear_down(void) {
    struct coir_task *task;
    while ((task = coir_next_task(&loop, NULL)) != NULL) {
        coir_cancel(task);
        coir_poll(&loop);
    }
    close_rig();
}

static void release(int permits) {
    while (permits--)
        ck_assert_int_eq(coir_semaphore_release(&s), 0);
}

START_TEST(who_waits_gets_in_on_the_next_turn_in_the_order_they_came) {
    ck_assert_str_eq(trace, "");
    release(2);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b");
    release(1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c");
}
END_TEST

START_TEST(a_free_permit_is_taken_without_suspension) {
    release(4);
    START(&loop, d, taker, .name = "d");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c d");
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&s), COIR_BUSY);
}
END_TEST

START_TEST(a_newcomer_does_not_overtake_who_was_woken) {
    release(1);
    ck_assert(coir_semaphore_locked(&s));
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&s), COIR_BUSY);
    START(&loop, d, taker, .name = "d");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a");
    release(3);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c d");
}
END_TEST

/* The newcomer runs between the release and the woken task: it was ready first. */
START_TEST(a_newcomer_that_runs_before_the_woken_task_still_does_not_overtake) {
    START(&loop, d, taker, .name = "d");
    release(1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a");
}
END_TEST

START_TEST(a_woken_task_that_is_cancelled_passes_its_permit_on) {
    release(1);
    ck_assert(coir_cancel(&a.task));
    coir_poll(&loop);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "b");
    ck_assert(coir_semaphore_locked(&s));
}
END_TEST

START_TEST(a_chain_of_cancellations_in_one_turn_loses_no_permit) {
    release(1);
    coir_cancel(&a.task);
    coir_cancel(&b.task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "c");
    ck_assert(coir_semaphore_locked(&s));
}
END_TEST

START_TEST(each_successor_cancelled_as_it_is_woken_the_last_still_gets_in) {
    release(1);
    coir_cancel(&a.task);
    coir_poll(&loop);
    coir_cancel(&b.task);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "c");
}
END_TEST

START_TEST(with_nobody_left_the_permit_is_free_again) {
    release(1);
    coir_cancel(&a.task);
    coir_cancel(&b.task);
    coir_cancel(&c.task);
    ck_assert(coir_semaphore_locked(&s));
    coir_run(&loop);
    ck_assert_str_eq(trace, "");
    ck_assert(!coir_semaphore_locked(&s));
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&s), 0);
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&s), COIR_BUSY);
}
END_TEST

START_TEST(of_several_woken_one_cancelled_costs_no_permit) {
    START(&loop, d, taker, .name = "d");
    coir_poll(&loop);
    release(3);
    coir_cancel(&b.task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "a c d");
    ck_assert(coir_cancelled(&b.task));
    ck_assert(coir_semaphore_locked(&s));
}
END_TEST

START_TEST(a_waiter_cancelled_before_the_release_takes_no_permit) {
    coir_cancel(&a.task);
    release(1);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_str_eq(trace, "b");
}
END_TEST

START_TEST(a_request_taken_back_in_time_costs_nothing) {
    release(1);
    coir_cancel(&a.task);
    ck_assert_int_eq(coir_uncancel(&a.task), 0);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a");
    ck_assert_int_eq(coir_outcome(&a.task), 0);
    release(1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b");
}
END_TEST

START_TEST(a_release_needs_no_acquire_but_stops_at_the_bound) {
    struct coir_semaphore own;
    ck_assert_int_eq(coir_semaphore_init(&own, 1, 2), 0);
    ck_assert_int_eq(coir_semaphore_release(&own), 0);
    ck_assert_int_eq(coir_semaphore_release(&own), COIR_VALUE);
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&own), 0);
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&own), 0);
    ck_assert_int_eq(coir_semaphore_acquire_nowait(&own), COIR_BUSY);
}
END_TEST

START_TEST(reserved_permits_count_for_the_bound) {
    release(3);
    release(1);
    ck_assert_int_eq(coir_semaphore_release(&s), COIR_VALUE);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a b c");
    release(3);
}
END_TEST

START_TEST(a_start_above_the_bound_is_refused) {
    struct coir_semaphore own;
    ck_assert_int_eq(coir_semaphore_init(&own, 3, 2), COIR_VALUE);
    ck_assert_int_eq(coir_semaphore_init(&own, UINT_MAX, UINT_MAX), 0);
    ck_assert_int_eq(coir_semaphore_release(&own), COIR_VALUE);
}
END_TEST

static void keep(const char *line) {
    note(line);
}

START_TEST(a_permit_nobody_releases_is_a_deadlock_whose_report_says_permit) {
    loop.report = keep;
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(trace, "a permit"));
    loop.report = NULL;
}
END_TEST

/* ---- coir_permit ---- */

enum way { END, BREAK, RETURNED, ERROR, SLOW };

struct user {
    CORO;
    const char *name;
    enum way way;
    int turns; /* as long as it stays inside */
    struct coir_permit permit;
    int result;
};

ASYNC(user) {
    ASYNC_WITH(self->permit, coir_permit, .semaphore = &s) {
        if (++inside > most)
            most = inside;
        note(self->name);
        TRY {
            while (self->turns-- > 0)
                AWAIT(coir_sleep(0));
            if (self->way == SLOW)
                AWAIT(coir_sleep(COIR_S(1)));
        }
        FINALLY {
            inside--;
        }
        TRY_END
        if (self->way == BREAK)
            break;
        if (self->way == RETURNED)
            RETURN(7);
        if (self->way == ERROR)
            RAISE(A);
        self->result = 1;
    }
    ASYNC_WITH_END
    self->result += 10;
}
ASYNC_END

#define USERS 4
static COIR_TASK(user) users[USERS];
static const char *const names[USERS] = {"u0", "u1", "u2", "u3"};

static void set_up_users(void) {
    open_rig();
    inside = most = 0;
    coir_semaphore_init(&s, 1, 1);
}

static const struct {
    enum way way;
    int outcome, result;
} ways[] = {{END, 0, 11}, {BREAK, 0, 10}, {RETURNED, 0, 7}, {ERROR, A, 0}};

START_TEST(left_in_any_way_the_permit_is_back_once) {
    START(&loop, users[0], user, .name = names[0], .way = ways[_i].way);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&users[0].task), ways[_i].outcome);
    ck_assert_int_eq(users[0].frame.result, ways[_i].result);
    ck_assert_uint_eq(s.value, 1);
    ck_assert_uint_eq(s.granted, 0);
}
END_TEST

START_TEST(cancelled_in_the_body_the_permit_is_back_once) {
    START(&loop, users[0], user, .name = names[0], .way = SLOW);
    coir_poll(&loop);
    ck_assert_uint_eq(s.value, 0);
    coir_cancel(&users[0].task);
    coir_run(&loop);
    ck_assert(coir_cancelled(&users[0].task));
    ck_assert_uint_eq(s.value, 1);
}
END_TEST

START_TEST(cancelled_while_entering_it_releases_nothing) {
    s.bound = 2; /* so that a release too many would not be refused */
    START(&loop, users[0], user, .name = names[0], .way = SLOW);
    START(&loop, users[1], user, .name = names[1], .way = SLOW);
    coir_poll(&loop);
    coir_cancel(&users[1].task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&users[1].task));
    ck_assert_str_eq(trace, "u0");
    ck_assert_uint_eq(s.value, 0);
    coir_run(&loop);
    ck_assert_uint_eq(s.value, 1);
}
END_TEST

/* _i is victim and turn, of USERS and TURNS. Each user stays two turns; two permits. */
#define TURNS 9

START_TEST(any_user_cancelled_in_any_turn_the_others_get_through_in_order) {
    int victim = _i % USERS, turn = _i / USERS, entered = 0;
    const char *at = trace;
    coir_semaphore_init(&s, 2, 2);
    for (int i = 0; i < USERS; i++)
        START(&loop, users[i], user, .name = names[i], .turns = 2);
    while (turn--)
        coir_poll(&loop);
    coir_cancel(&users[victim].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < USERS; i++) {
        const char *here = strstr(at, names[i]);
        ck_assert_int_eq(coir_outcome(&users[i].task), users[i].frame.result ? 0 : COIR_CANCELLED);
        ck_assert(i == victim || users[i].frame.result == 11);
        at = here ? here : at;
        entered += here != NULL;
    }
    ck_assert_uint_eq(strlen(trace), (size_t)entered * 3 - 1);
    ck_assert_int_eq(most, 2);
    ck_assert_uint_eq(s.value, 2);
    ck_assert_uint_eq(s.granted, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("semaphore");
    TCase *tests = tcase_create("semaphore"), *permits = tcase_create("permit");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, who_waits_gets_in_on_the_next_turn_in_the_order_they_came);
    tcase_add_test(tests, a_free_permit_is_taken_without_suspension);
    tcase_add_test(tests, a_newcomer_does_not_overtake_who_was_woken);
    tcase_add_test(tests, a_newcomer_that_runs_before_the_woken_task_still_does_not_overtake);
    tcase_add_test(tests, a_woken_task_that_is_cancelled_passes_its_permit_on);
    tcase_add_test(tests, a_chain_of_cancellations_in_one_turn_loses_no_permit);
    tcase_add_test(tests, each_successor_cancelled_as_it_is_woken_the_last_still_gets_in);
    tcase_add_test(tests, with_nobody_left_the_permit_is_free_again);
    tcase_add_test(tests, of_several_woken_one_cancelled_costs_no_permit);
    tcase_add_test(tests, a_waiter_cancelled_before_the_release_takes_no_permit);
    tcase_add_test(tests, a_request_taken_back_in_time_costs_nothing);
    tcase_add_test(tests, a_release_needs_no_acquire_but_stops_at_the_bound);
    tcase_add_test(tests, reserved_permits_count_for_the_bound);
    tcase_add_test(tests, a_start_above_the_bound_is_refused);
    tcase_add_test(tests, a_permit_nobody_releases_is_a_deadlock_whose_report_says_permit);
    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(permits, set_up_users, close_rig);
    tcase_add_loop_test(permits, left_in_any_way_the_permit_is_back_once, 0, 4);
    tcase_add_test(permits, cancelled_in_the_body_the_permit_is_back_once);
    tcase_add_test(permits, cancelled_while_entering_it_releases_nothing);
    tcase_add_loop_test(permits, any_user_cancelled_in_any_turn_the_others_get_through_in_order, 0,
                        USERS * TURNS);
    suite_add_tcase(suite, permits);
    return run_suite(suite);
}
