/* test_wait_for.c - wait for a coroutine or a task, but not longer than so long; and move on. */
#include "sleepers.h"

struct patient {
    CORO;
    int after, error, cleanup; /* of the sleeper: seconds */
    coir_time delay;
    bool use_task;
    struct sleeper sleeper;
    struct coir_wait_for wait;
};

ASYNC(patient) {
    TRY {
        PREPARE(self->sleeper, sleeper, .after = self->after, .error = self->error,
                .cleanup = self->cleanup);
        if (self->use_task) {
            START(&loop, bed[0], sleeper, .after = self->after, .error = self->error,
                  .cleanup = self->cleanup);
            AWAIT(self->wait, coir_wait_for, .task = &bed[0].task, .delay = self->delay);
        } else {
            AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->sleeper, sleeper),
                  .delay = self->delay);
        }
        note_at("done");
    }
    CATCH(COIR_ANY) {
        note_at(coir_error_name(CAUGHT));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(patient) p;

/* With a coroutine and with a task: the trace must be the same. */
static void wait_for(int after, int error, int cleanup, coir_time delay, const char *expected) {
    for (int use_task = 0; use_task < 2; use_task++) {
        open_rig();
        FRESH(p);
        FRESH(bed);
        START(&loop, p, patient, .after = after, .error = error, .cleanup = cleanup, .delay = delay,
              .use_task = use_task);
        ck_assert_int_eq(coir_run(&loop), 0);
        ck_assert_str_eq(trace, expected);
        ck_assert_int_eq(coir_cancelling(&p.task), 0);
        coir_outcome(&p.task);
        close_rig();
    }
}

START_TEST(in_time_the_outcome_is_there) {
    wait_for(1, 0, 0, COIR_S(2), "@1done");
    ck_assert_int_eq(bed[0].frame.result, 10);
}
END_TEST

START_TEST(its_own_error_passes) {
    wait_for(1, COIR_IO, 0, COIR_S(2), "@1IO");
}
END_TEST

START_TEST(at_the_deadline_it_is_stopped_and_its_cleanup_waited_for) {
    wait_for(9, 0, 0, COIR_S(2), "@2TIMEOUT");
    wait_for(9, 0, 3, COIR_S(2), "@5TIMEOUT");
    ck_assert(coir_cancelled(&bed[0].task));
}
END_TEST

START_TEST(with_no_time_at_all_it_does_not_begin) {
    wait_for(9, 0, 0, 0, "@0TIMEOUT");
    wait_for(9, 0, 0, -5, "@0TIMEOUT");
    ck_assert(coir_cancelled(&bed[0].task));
}
END_TEST

START_TEST(without_a_deadline_it_waits) {
    wait_for(9, 0, 0, COIR_FOREVER, "@9done");
}
END_TEST

struct late {
    CORO;
    struct coir_wait_for wait;
};

ASYNC(late) {
    AWAIT(coir_sleep(COIR_S(5)));
    AWAIT(self->wait, coir_wait_for, .task = &bed[0].task, .delay = 0);
    note_at("had it");
}
ASYNC_END

START_TEST(with_no_time_at_all_an_outcome_that_is_there_counts) {
    static COIR_TASK(late) l;
    open_rig();
    FRESH(l);
    FRESH(bed);
    START(&loop, bed[0], sleeper, .after = 1);
    START(&loop, l, late);
    coir_run(&loop);
    ck_assert_str_eq(trace, "@5had it");
    close_rig();
}
END_TEST

START_TEST(cancelled_at_any_turn_what_it_waits_for_is_cancelled_too) {
    for (int use_task = 0; use_task < 2; use_task++)
        for (int turn = 1; turn < 8; turn++) {
            open_rig();
            FRESH(p);
            FRESH(bed);
            START(&loop, p, patient, .after = 9, .cleanup = 1, .delay = COIR_S(3),
                  .use_task = use_task);
            run_turns(turn);
            coir_cancel(&p.task);
            coir_run(&loop);
            ck_assert(coir_done(&p.task));
            ck_assert_int_lt(coir_outcome(&p.task), 0);
            ck_assert(!use_task || coir_done(&bed[0].task));
            ck_assert_int_eq(p.frame.wait.timeout.handle.entry.state, COIR_IDLE);
            close_rig();
        }
}
END_TEST

/* ---- move_on_after ---- */

struct mover {
    CORO;
    struct coir_move_on_after limit;
    int error;
};

ASYNC(mover) {
    ASYNC_WITH(self->limit, coir_move_on_after, .delay = COIR_S(2)) {
        if (self->error)
            RAISE(self->error);
        AWAIT(coir_sleep(COIR_S(9)));
    }
    ASYNC_WITH_END
    note_at(coir_timeout_expired(&self->limit.timeout) ? "moved on" : "?");
}
ASYNC_END

START_TEST(move_on_after_ends_the_block_and_raises_nothing) {
    static COIR_TASK(mover) m;
    open_rig();
    FRESH(m);
    START(&loop, m, mover);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&m.task), 0);
    ck_assert_int_eq(coir_cancelling(&m.task), 0);
    ck_assert_str_eq(trace, "@2moved on");
    START(&loop, m, mover, .error = COIR_TIMEOUT);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&m.task), COIR_TIMEOUT);
    START(&loop, m, mover);
    coir_poll(&loop);
    coir_cancel(&m.task);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&m.task), COIR_CANCELLED);
    close_rig();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("wait_for");
    TCase *tests = tcase_create("wait_for");
    tcase_add_test(tests, in_time_the_outcome_is_there);
    tcase_add_test(tests, its_own_error_passes);
    tcase_add_test(tests, at_the_deadline_it_is_stopped_and_its_cleanup_waited_for);
    tcase_add_test(tests, with_no_time_at_all_it_does_not_begin);
    tcase_add_test(tests, without_a_deadline_it_waits);
    tcase_add_test(tests, with_no_time_at_all_an_outcome_that_is_there_counts);
    tcase_add_test(tests, cancelled_at_any_turn_what_it_waits_for_is_cancelled_too);
    tcase_add_test(tests, move_on_after_ends_the_block_and_raises_nothing);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
