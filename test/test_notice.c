/* test_notice.c - what an interrupt says arrives, once or as often as it was said, until nobody listens. */
#include "coir/notice.h"
#include "rig.h"

static struct coir_event event;
static struct coir_semaphore semaphore;
static struct coir_notice notice;

struct waiter {
    CORO;
};

/* Each time it is set. */
ASYNC(waiter) {
    for (;;) {
        AWAIT(coir_event_wait(&event));
        coir_event_clear(&event);
        note("set");
    }
}
ASYNC_END

struct taker {
    CORO;
};

ASYNC(taker) {
    for (;;) {
        AWAIT(coir_semaphore_acquire(&semaphore));
        note("permit");
    }
}
ASYNC_END

static COIR_TASK(waiter) waits;
static COIR_TASK(taker) takes;
static int told_error;

static void on_error(struct coir_loop *of, const char *what, int error) {
    (void)of, (void)what;
    told_error = error;
}

static void set_up(void) {
    open_rig();
    FRESH(waits);
    FRESH(takes);
    told_error = 0;
    loop.on_error = on_error;
    coir_event_init(&event);
    coir_semaphore_init(&semaphore, 0, 3);
    coir_notice_init(&notice, &loop);
}

START_TEST(an_event_that_is_set_again_before_the_loop_has_seen_it_is_set_once) {
    START(&loop, waits, waiter);
    run_turns(2);
    coir_event_set_from_isr(&notice, &event);
    coir_event_set_from_isr(&notice, &event);
    run_turns(4);
    ck_assert_str_eq(trace, "set");
    coir_event_set_from_isr(&notice, &event);
    run_turns(4);
    ck_assert_str_eq(trace, "set set");
}
END_TEST

START_TEST(releases_are_counted_until_the_loop_sees_them) {
    START(&loop, takes, taker);
    run_turns(2);
    coir_semaphore_release_from_isr(&notice, &semaphore);
    coir_semaphore_release_from_isr(&notice, &semaphore);
    run_turns(6);
    ck_assert_str_eq(trace, "permit permit");
    coir_semaphore_release_from_isr(&notice, &semaphore);
    run_turns(6);
    ck_assert_str_eq(trace, "permit permit permit");
}
END_TEST

START_TEST(more_permits_than_the_bound_are_an_error_and_the_next_release_is_none) {
    for (int i = 0; i < 5; i++)
        coir_semaphore_release_from_isr(&notice, &semaphore);
    coir_poll(&loop);
    ck_assert_int_eq(told_error, COIR_VALUE);
    told_error = 0;
    START(&loop, takes, taker);
    run_turns(8);
    ck_assert_str_eq(trace, "permit permit permit");
    coir_semaphore_release_from_isr(&notice, &semaphore);
    run_turns(4);
    ck_assert_int_eq(told_error, 0);
    ck_assert_str_eq(trace, "permit permit permit permit");
}
END_TEST

START_TEST(while_it_is_open_a_loop_in_which_all_wait_is_no_deadlock) {
    START(&loop, waits, waiter);
    ck_assert_int_eq(loop.external, 1);
    coir_notice_close(&notice);
    ck_assert_int_eq(loop.external, 0);
    loop.report = ignore;
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
}
END_TEST

/* _i is the number of turns between both. */
START_TEST(closed_in_any_turn_its_memory_is_free) {
    coir_event_set_from_isr(&notice, &event);
    for (int i = 0; i < _i; i++)
        coir_poll(&loop);
    coir_notice_close(&notice);
    memset(&notice, 0x55, sizeof notice);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
    ck_assert_int_eq(coir_event_is_set(&event), _i > 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("notice");
    TCase *tests = tcase_create("notice");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, an_event_that_is_set_again_before_the_loop_has_seen_it_is_set_once);
    tcase_add_test(tests, releases_are_counted_until_the_loop_sees_them);
    tcase_add_test(tests, more_permits_than_the_bound_are_an_error_and_the_next_release_is_none);
    tcase_add_test(tests, while_it_is_open_a_loop_in_which_all_wait_is_no_deadlock);
    tcase_add_loop_test(tests, closed_in_any_turn_its_memory_is_free, 0, 3);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
