/* test_watchdog.c - the watchdog is fed while every task gives its sign of life, and no longer. */
#include "coir/watchdog.h"
#include "rig.h"

static struct coir_watchdog watchdog;
static int fed;
static coir_time fed_last, hungriest;

static void start(uint16_t ms) {
    note_number("started", ms);
    fed_last = coir_now();
}

static void feed(void) {
    if (coir_now() - fed_last > hungriest)
        hungriest = coir_now() - fed_last;
    fed_last = coir_now();
    fed++;
}

static const struct coir_watchdog_registers registers = {start, feed};

struct worker {
    CORO;
    struct coir_sign sign;
    int signs;
    bool forgets;
};

/* Gives signs each second, and sleeps for a minute then. */
ASYNC(worker) {
    coir_watchdog_expect(&watchdog, &self->sign, "worker", COIR_S(2));
    while (self->signs-- > 0) {
        AWAIT(coir_sleep(COIR_S(1)));
        coir_alive(&self->sign);
    }
    if (self->forgets)
        coir_watchdog_forget(&watchdog, &self->sign);
    AWAIT(coir_sleep(COIR_S(60)));
}
ASYNC_END

/* Its sign is older than its frame. */
struct anew {
    CORO;
};
static struct coir_sign kept;

ASYNC(anew) {
    coir_watchdog_expect(&watchdog, &kept, "anew", COIR_S(2));
    AWAIT(coir_sleep(COIR_S(60)));
}
ASYNC_END

static COIR_TASK(worker) a, b;
static COIR_TASK(anew) again;
static COIR_TASK(coir_feed) feeder;

static void set_up(void) {
    open_rig();
    FRESH(a);
    FRESH(b);
    FRESH(again);
    FRESH(feeder);
    fed = 0;
    hungriest = 0;
    coir_watchdog_init(&watchdog, &registers, 400);
    START(&loop, feeder, coir_feed, .watchdog = &watchdog);
}

START_TEST(while_all_are_alive_it_is_fed_in_time) {
    START(&loop, a, worker, .signs = 10, .forgets = true);
    START(&loop, b, worker, .signs = 20, .forgets = true);
    coir_run_until(&loop, &b.task);
    ck_assert(coir_is_running(&feeder.task));
    ck_assert_str_eq(trace, "started400");
    ck_assert_int_ge(fed, 800);
    ck_assert_int_le(hungriest, COIR_MS(200));
}
END_TEST

START_TEST(when_one_is_missing_it_is_fed_no_more_and_the_feeder_says_who) {
    START(&loop, a, worker, .signs = 10, .forgets = true);
    START(&loop, b, worker, .signs = 3);
    ck_assert_int_eq(coir_run_until(&loop, &feeder.task), COIR_TIMEOUT);
    ck_assert_ptr_eq(feeder.frame.missing, &b.frame.sign);
    ck_assert_int_ge(fed_last, COIR_S(5) - COIR_MS(100));
    ck_assert_int_le(fed_last, COIR_S(5));
}
END_TEST

START_TEST(one_that_never_gave_a_sign_is_missing_too) {
    START(&loop, a, worker, .signs = 0);
    ck_assert_int_eq(coir_run_until(&loop, &feeder.task), COIR_TIMEOUT);
    ck_assert_int_le(fed_last, COIR_S(2));
}
END_TEST

START_TEST(a_sign_can_be_forgotten_twice_and_in_any_order) {
    struct coir_sign signs[3];
    coir_poll(&loop);
    START(&loop, a, worker, .signs = 1);
    coir_poll(&loop);
    for (int i = 0; i < 3; i++) {
        memset(&signs[i], 0, sizeof signs[i]);
        signs[i].next = watchdog.signs;
        watchdog.signs = &signs[i];
    }
    coir_watchdog_forget(&watchdog, &signs[1]);
    coir_watchdog_forget(&watchdog, &signs[1]);
    coir_watchdog_forget(&watchdog, &signs[2]);
    coir_watchdog_forget(&watchdog, &signs[0]);
    ck_assert_ptr_eq(watchdog.signs, &a.frame.sign);
    ck_assert_ptr_null(a.frame.sign.next);
}
END_TEST

START_TEST(a_task_that_was_cancelled_may_be_expected_anew) {
    START(&loop, again, anew);
    START(&loop, b, worker, .signs = 1);
    coir_poll(&loop);
    coir_cancel(&again.task);
    coir_poll(&loop);
    (void)coir_outcome(&again.task);
    START(&loop, again, anew);
    coir_poll(&loop);
    ck_assert_ptr_eq(watchdog.signs, &kept);
    ck_assert_ptr_eq(kept.next, &b.frame.sign);
    ck_assert_ptr_null(b.frame.sign.next);
}
END_TEST

START_TEST(a_feeder_that_is_cancelled_feeds_no_more) {
    coir_poll(&loop);
    coir_cancel(&feeder.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(fed, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("watchdog");
    TCase *tests = tcase_create("watchdog");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, while_all_are_alive_it_is_fed_in_time);
    tcase_add_test(tests, when_one_is_missing_it_is_fed_no_more_and_the_feeder_says_who);
    tcase_add_test(tests, one_that_never_gave_a_sign_is_missing_too);
    tcase_add_test(tests, a_sign_can_be_forgotten_twice_and_in_any_order);
    tcase_add_test(tests, a_task_that_was_cancelled_may_be_expected_anew);
    tcase_add_test(tests, a_feeder_that_is_cancelled_feeds_no_more);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
