/* test_lock.c - one at a time, in the order they came, whatever becomes of who waits or holds. */
#include "rig.h"

#define A COIR_USER(1)

static struct coir_lock lock;
static int holders, most;

/* Holds the lock for some turns, and then for some seconds. */
struct holder {
    CORO;
    const char *name;
    int turns, seconds, error;
    struct coir_hold hold;
};

ASYNC(holder) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        note(self->name);
        if (++holders > most)
            most = holders;
        TRY {
            while (self->turns-- > 0)
                AWAIT(coir_sleep(0));
            if (self->seconds)
                AWAIT(coir_sleep(COIR_S(self->seconds)));
        }
        FINALLY {
            holders--;
        }
        TRY_END
        if (self->error)
            RAISE(self->error);
    }
    ASYNC_WITH_END
}
ASYNC_END

#define HOLDERS 3
static COIR_TASK(holder) it[HOLDERS], late;
static const char *const names[HOLDERS] = {"a", "b", "c"};

static void set_up(void) {
    open_rig();
    holders = most = 0;
    coir_lock_init(&lock);
}

static void start(int turns, int seconds) {
    for (int i = 0; i < HOLDERS; i++)
        START(&loop, it[i], holder, .name = names[i], .turns = turns, .seconds = seconds);
}

static void all_is_over(const char *expected) {
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, expected);
    ck_assert_int_eq(most, 1);
    ck_assert(!coir_lock_locked(&lock));
}

START_TEST(a_free_one_is_taken_without_suspension) {
    start(0, 0);
    coir_poll(&loop);
    all_is_over("a b c");
}
END_TEST

START_TEST(one_holds_it_at_a_time_in_the_order_they_came) {
    start(0, 1);
    coir_poll(&loop);
    ck_assert(coir_lock_locked(&lock));
    all_is_over("a b c");
}
END_TEST

START_TEST(releasing_a_free_one_is_an_error_and_changes_nothing) {
    ck_assert_int_eq(coir_lock_release(&lock), COIR_RUNTIME);
    start(1, 0);
    all_is_over("a b c");
    ck_assert_int_eq(coir_lock_release(&lock), COIR_RUNTIME);
}
END_TEST

struct greedy {
    CORO;
};

/* Gives it away and wants it back at once. */
ASYNC(greedy) {
    AWAIT(coir_lock_acquire(&lock));
    AWAIT(coir_sleep(0));
    coir_lock_release(&lock);
    note(coir_lock_locked(&lock) ? "held" : "free");
    AWAIT(coir_lock_acquire(&lock));
    note("again");
    coir_lock_release(&lock);
}
ASYNC_END

START_TEST(who_releases_and_wants_it_back_queues_behind_those_who_wait) {
    static COIR_TASK(greedy) task;
    START(&loop, task, greedy);
    start(1, 0);
    all_is_over("free a b c again");
}
END_TEST

START_TEST(a_woken_one_that_is_cancelled_passes_it_on) {
    ck_assert_int_eq(coir_lock_acquire_nowait(&lock), 0);
    start(1, 0);
    coir_poll(&loop);
    ck_assert_int_eq(coir_lock_release(&lock), 0);
    coir_cancel(&it[0].task);
    coir_cancel(&it[1].task);
    all_is_over("c");
    ck_assert(coir_cancelled(&it[0].task));
    ck_assert(coir_cancelled(&it[1].task));
}
END_TEST

START_TEST(without_waiting_it_is_had_only_if_nobody_holds_or_awaits_it) {
    ck_assert_int_eq(coir_lock_acquire_nowait(&lock), 0);
    ck_assert_int_eq(coir_lock_acquire_nowait(&lock), COIR_BUSY);
    start(0, 0);
    coir_poll(&loop);
    ck_assert_int_eq(coir_lock_release(&lock), 0);
    ck_assert(!coir_lock_locked(&lock));
    ck_assert_int_eq(coir_lock_acquire_nowait(&lock), COIR_BUSY);
    all_is_over("a b c");
}
END_TEST

START_TEST(an_error_in_the_block_gives_it_back) {
    START(&loop, it[0], holder, .name = "a", .turns = 1, .error = A);
    START(&loop, it[1], holder, .name = "b");
    all_is_over("a b");
    ck_assert_int_eq(coir_outcome(&it[0].task), A);
}
END_TEST

START_TEST(cancelled_while_entering_it_does_not_release_what_others_hold) {
    start(0, 1);
    coir_poll(&loop);
    coir_cancel(&it[1].task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&it[1].task));
    ck_assert(coir_lock_locked(&lock));
    ck_assert_int_eq(holders, 1);
    all_is_over("a c");
}
END_TEST

static void keep(const char *line) {
    note(line);
}

struct twice {
    CORO;
};

ASYNC(twice) {
    AWAIT(coir_lock_acquire(&lock));
    AWAIT(coir_lock_acquire(&lock));
}
ASYNC_END

START_TEST(taken_twice_by_one_task_is_a_deadlock_whose_report_says_lock) {
    static COIR_TASK(twice) task;
    START(&loop, task, twice);
    loop.report = keep;
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(trace, "a lock"));
    loop.report = NULL;
    coir_cancel(&task.task);
    ck_assert_int_eq(coir_run(&loop), 0);
}
END_TEST

/* _i is the victim and how many turns ran before it is cancelled. Who holds the lock keeps it two
 * turns and hands it over in a third. */
#define TURNS 10

START_TEST(whoever_is_cancelled_whenever_the_others_hold_it_one_by_one) {
    static const char *const without[HOLDERS] = {"b c late", "a c late", "a b late"};
    int victim = _i % HOLDERS, turns = _i / HOLDERS;
    bool enters = turns > 3 * victim, ends = turns > 3 * victim + 2;
    start(2, 0);
    for (int turn = 0; turn < turns; turn++)
        coir_poll(&loop);
    START(&loop, late, holder, .name = "late");
    ck_assert(coir_cancel(&it[victim].task) == !ends);
    all_is_over(enters ? "a b c late" : without[victim]);
    for (int i = 0; i < HOLDERS; i++)
        ck_assert_int_eq(coir_outcome(&it[i].task), i == victim && !ends ? COIR_CANCELLED : 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("lock");
    TCase *tests = tcase_create("lock");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, a_free_one_is_taken_without_suspension);
    tcase_add_test(tests, one_holds_it_at_a_time_in_the_order_they_came);
    tcase_add_test(tests, releasing_a_free_one_is_an_error_and_changes_nothing);
    tcase_add_test(tests, who_releases_and_wants_it_back_queues_behind_those_who_wait);
    tcase_add_test(tests, a_woken_one_that_is_cancelled_passes_it_on);
    tcase_add_test(tests, without_waiting_it_is_had_only_if_nobody_holds_or_awaits_it);
    tcase_add_test(tests, an_error_in_the_block_gives_it_back);
    tcase_add_test(tests, cancelled_while_entering_it_does_not_release_what_others_hold);
    tcase_add_test(tests, taken_twice_by_one_task_is_a_deadlock_whose_report_says_lock);
    tcase_add_loop_test(tests, whoever_is_cancelled_whenever_the_others_hold_it_one_by_one, 0,
                        HOLDERS * TURNS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
