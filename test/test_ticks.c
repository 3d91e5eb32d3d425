/* test_ticks.c - ticks come at multiples of the period, and missed ones as the policy says. */
#include "rig.h"

/* Takes ticks, and works for work[i] tenths of a second after the i-th. */
struct user {
    CORO;
    struct coir_ticks ticks;
    coir_time period, delay;
    enum coir_missed missed;
    int work[8];
    int n;
};

static coir_time came[8], due[8];

ASYNC(user) {
    ASYNC_FOR(self->ticks, coir_ticks, .period = self->period, .delay = self->delay,
              .missed = self->missed) {
        came[self->n] = coir_now();
        due[self->n] = self->ticks.value;
        AWAIT(coir_sleep(COIR_MS(100) * self->work[self->n]));
        if (++self->n == 6)
            break;
    }
    ASYNC_FOR_END
}
ASYNC_END

static COIR_TASK(user) it;

static void set_up(void) {
    open_rig();
    FRESH(it);
    START(&loop, it, user, .period = COIR_S(1));
}

/* Times as tenths of a second, in one line. */
static void tell(const coir_time *times, int n) {
    trace[0] = 0;
    for (int i = 0; i < n; i++) {
        char text[24];
        snprintf(text, sizeof text, "%ld", (long)((times[i] - due[0]) / COIR_MS(100)));
        note(text);
    }
}

/* _i is the policy: it does not matter while none is missed, not even by work of a whole period. */
START_TEST(without_missed_ones_nothing_drifts) {
    it.frame.missed = (enum coir_missed)_i;
    for (int i = 0; i < 6; i++)
        it.frame.work[i] = 2 * i;
    ck_assert_int_eq(coir_run(&loop), 0);
    tell(came, 6);
    ck_assert_str_eq(trace, "0 10 20 30 40 50");
}
END_TEST

/* The table of ticks.h: 2.5 periods of work after the first tick. */
START_TEST(missed_ones_come_as_the_policy_says) {
    static const struct {
        const char *came, *due;
        unsigned long skipped;
    } expected[] = {{"0 25 25 30 40 50", "0 10 20 30 40 50", 0},
                    {"0 25 30 40 50 60", "0 10 30 40 50 60", 1},
                    {"0 25 35 45 55 65", "0 10 35 45 55 65", 0}};
    it.frame.missed = (enum coir_missed)_i;
    it.frame.work[0] = 25;
    coir_run(&loop);
    tell(came, 6);
    ck_assert_str_eq(trace, expected[_i].came);
    tell(due, 6);
    ck_assert_str_eq(trace, expected[_i].due);
    ck_assert_uint_eq(it.frame.ticks.skipped, expected[_i].skipped);
}
END_TEST

START_TEST(work_of_exactly_two_periods_skips_one_and_keeps_the_rhythm) {
    it.frame.missed = COIR_TICKS_SKIP;
    it.frame.work[1] = 20;
    coir_run(&loop);
    tell(came, 6);
    ck_assert_str_eq(trace, "0 10 30 40 50 60");
    ck_assert_uint_eq(it.frame.ticks.skipped, 1);
}
END_TEST

START_TEST(a_clock_that_wakes_late_causes_no_drift) {
    for (int i = 0; i < 40 && !coir_done(&it.task); i++) {
        coir_time span = coir_poll(&loop);
        if (span && span != COIR_FOREVER)
            rig_port.time += span + COIR_MS(100);
    }
    tell(due, 6);
    ck_assert_str_eq(trace, "0 10 20 30 40 50");
}
END_TEST

START_TEST(the_first_may_wait) {
    it.frame.delay = COIR_S(5);
    coir_run(&loop);
    ck_assert_int_eq(came[0] / COIR_S(1), 5);
    ck_assert_int_eq(came[5] / COIR_S(1), 10);
}
END_TEST

START_TEST(a_period_of_nothing_is_refused) {
    it.frame.period = -_i;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), COIR_VALUE);
}
END_TEST

struct counter {
    CORO;
    int n;
    bool stop;
};

ASYNC(counter) {
    while (!self->stop) {
        self->n++;
        AWAIT(coir_sleep(0));
    }
}
ASYNC_END

START_TEST(late_ticks_let_others_run) {
    static COIR_TASK(counter) other;
    FRESH(other);
    START(&loop, other, counter);
    it.frame.work[0] = 50;
    for (; it.frame.n < 1; coir_poll(&loop))
        rig_port.time += COIR_S(1);
    other.frame.n = 0;
    while (it.frame.n < 5) {
        ck_assert_int_le(other.frame.n, 2 * it.frame.n + 2);
        coir_poll(&loop);
    }
    ck_assert_int_ge(other.frame.n, 4);
    other.frame.stop = true;
    coir_run(&loop);
}
END_TEST

/* _i is the turn after which it is cancelled. */
START_TEST(cancelled_in_any_turn_it_is_closed) {
    it.frame.work[1] = 5;
    run_turns_and_wait(_i);
    if (coir_cancel(&it.task)) {
        coir_run(&loop);
        ck_assert(coir_cancelled(&it.task));
    }
    ck_assert(it.frame.ticks.coir_.line == 0 || ENDED(it.frame.ticks));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ticks");
    TCase *tests = tcase_create("ticks");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_loop_test(tests, without_missed_ones_nothing_drifts, 0, 3);
    tcase_add_loop_test(tests, missed_ones_come_as_the_policy_says, 0, 3);
    tcase_add_test(tests, work_of_exactly_two_periods_skips_one_and_keeps_the_rhythm);
    tcase_add_test(tests, a_clock_that_wakes_late_causes_no_drift);
    tcase_add_test(tests, the_first_may_wait);
    tcase_add_loop_test(tests, a_period_of_nothing_is_refused, 0, 2);
    tcase_add_test(tests, late_ticks_let_others_run);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_is_closed, 0, 20);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
