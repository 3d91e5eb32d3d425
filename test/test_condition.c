/* test_condition.c - wait, holding a lock, until somebody says that something has changed. */
#include "rig.h"

static struct coir_lock lock;
static struct coir_condition condition;
static int level;

struct waiter {
    CORO;
    const char *name;
    int at_least; /* 0: a plain wait */
    struct coir_hold hold;
    struct coir_condition_wait wait;
    struct coir_condition_wait_for wait_for;
};

static bool is_reached(void *at_least) {
    return level >= *(int *)at_least;
}

ASYNC(waiter) {
    TRY {
        ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
            if (self->at_least)
                AWAIT(self->wait_for, coir_condition_wait_for, .condition = &condition,
                      .predicate = is_reached, .argument = &self->at_least);
            else
                AWAIT(self->wait, coir_condition_wait, .condition = &condition);
            ck_assert(coir_lock_locked(&lock));
            note_at(self->name);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_ANY) {
        note(coir_error_name(CAUGHT));
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(waiter) w[4];

/* Raises the level second by second, and notifies so many. */
struct notifier {
    CORO;
    struct coir_hold hold;
    int n, times;
};

ASYNC(notifier) {
    for (; self->times; self->times--) {
        AWAIT(coir_sleep(COIR_S(1)));
        ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
            level++;
            coir_condition_notify(&condition, (unsigned)self->n);
        }
        ASYNC_WITH_END
    }
}
ASYNC_END

static COIR_TASK(notifier) notify;

static void begin(int n, int times) {
    static const char *const names[] = {"a", "b", "c", "d"};
    open_rig();
    FRESH(w);
    FRESH(notify);
    level = 0;
    coir_lock_init(&lock);
    coir_condition_init(&condition, &lock);
    START(&loop, notify, notifier, .n = n, .times = times);
    for (int i = 0; i < 4; i++)
        START(&loop, w[i], waiter, .name = names[i]);
}

START_TEST(as_many_wake_as_are_notified_in_order) {
    begin(1, 2);
    w[0].frame.at_least = 0;
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_str_eq(trace, "@1a @2b");
    begin(3, 2);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@1a @1b @1c @2d");
    close_rig();
}
END_TEST

START_TEST(a_predicate_is_waited_for) {
    begin(99, 3);
    w[0].frame.at_least = 3;
    w[1].frame.at_least = 1;
    w[2].frame.at_least = 2;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@1b @1d @2c @3a");
    close_rig();
}
END_TEST

START_TEST(without_the_lock_neither_waiting_nor_notifying_is_possible) {
    static struct {
        struct coir_task task;
        struct coir_condition_wait frame;
    } alone;
    open_rig();
    FRESH(alone);
    coir_lock_init(&lock);
    coir_condition_init(&condition, &lock);
    START(&loop, alone, coir_condition_wait, .condition = &condition);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&alone.task), COIR_RUNTIME);
    ck_assert_int_eq(coir_condition_notify(&condition, 1), COIR_RUNTIME);
    ck_assert_int_eq(coir_condition_notify_all(&condition), COIR_RUNTIME);
    close_rig();
}
END_TEST

/* One is notified; whoever of the four is cancelled, at any turn, another one gets it, and all end with
 * the lock free. */
START_TEST(cancelled_at_any_turn_no_notification_is_lost) {
    for (int turn = 0; turn < 10; turn++)
        for (int who = 0; who < 4; who++) {
            int woken = 0;
            const char *text;
            begin(1, 1);
            run_turns(turn);
            coir_cancel(&w[who].task);
            coir_cancel(&w[who].task);
            loop.report = note;
            coir_run(&loop);
            for (text = trace; (text = strchr(text, '@')); text++)
                woken++;
            ck_assert(coir_done(&w[who].task));
            ck_assert_int_eq(woken, 1);
            ck_assert(!coir_lock_locked(&lock));
            close_rig();
        }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("condition");
    TCase *tests = tcase_create("condition");
    tcase_add_test(tests, as_many_wake_as_are_notified_in_order);
    tcase_add_test(tests, a_predicate_is_waited_for);
    tcase_add_test(tests, without_the_lock_neither_waiting_nor_notifying_is_possible);
    tcase_add_test(tests, cancelled_at_any_turn_no_notification_is_lost);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
