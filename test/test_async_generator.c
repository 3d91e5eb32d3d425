/* test_async_generator.c - a loop over one sees every value and closes it, however it is left. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

struct ticks {
    CORO;
    int n, i;
    int cleanup_fails;
    int value;
};

ASYNC(ticks) {
    TRY {
        for (self->i = 0; self->i < self->n; self->i++) {
            AWAIT(coir_sleep(COIR_S(1)));
            YIELD(self->i);
        }
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(1)));
        note_at("closed");
        if (self->cleanup_fails)
            RAISE(B);
    }
    TRY_END
}
ASYNC_END

enum how { ENDS, BREAKS, RETURNS, RAISES, IN_FINALLY, WAYS };

struct user {
    CORO;
    int how, cleanup_fails;
    struct ticks ticks;
    int sum, result;
};

ASYNC(user) {
    TRY {
        if (self->how == IN_FINALLY)
            RAISE(A);
        ASYNC_FOR(self->ticks, ticks, .n = 3, .cleanup_fails = self->cleanup_fails) {
            if (self->ticks.value == 0)
                continue;
            self->sum += self->ticks.value;
            if (self->how == BREAKS)
                break;
            if (self->how == RETURNS)
                RETURN(7);
            if (self->how == RAISES)
                RAISE(A);
        }
        ASYNC_FOR_END
        note("behind");
    }
    FINALLY {
        if (self->how == IN_FINALLY) {
            ASYNC_FOR(self->ticks, ticks, .n = 2) {
                self->sum++;
            }
            ASYNC_FOR_END
        }
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(user) u;

static void set_up(void) {
    open_rig();
    FRESH(u);
}

static int run_user(int how, int cleanup_fails) {
    START(&loop, u, user, .how = how, .cleanup_fails = cleanup_fails);
    coir_run(&loop);
    return coir_outcome(&u.task);
}

START_TEST(however_it_is_left_it_is_closed_before_what_follows) {
    static const struct {
        int outcome, sum, result;
        const char *trace;
    } expected[WAYS] = {{0, 3, 0, "@4closed behind"},
                        {0, 1, 0, "@3closed behind"},
                        {0, 1, 7, "@3closed"},
                        {A, 1, 0, "@3closed"},
                        {A, 2, 0, "@3closed"}};
    ck_assert_int_eq(run_user(_i, 0), expected[_i].outcome);
    ck_assert_int_eq(u.frame.sum, expected[_i].sum);
    ck_assert_int_eq(u.frame.result, expected[_i].result);
    ck_assert_str_eq(trace, expected[_i].trace);
}
END_TEST

START_TEST(an_error_of_its_cleanup_replaces_what_was_on_its_way) {
    ck_assert_int_eq(run_user(RAISES, 1), B);
    ck_assert_int_eq(run_user(RETURNS, 1), B);
    ck_assert_int_eq(run_user(ENDS, 1), B);
}
END_TEST

/* _i is the turn after which it is cancelled. */
START_TEST(cancelled_in_any_turn_it_is_closed_once) {
    START(&loop, u, user, .how = ENDS);
    run_turns_and_wait(_i);
    if (coir_cancel(&u.task)) {
        coir_run(&loop);
        ck_assert(coir_cancelled(&u.task));
    }
    ck_assert(!strstr(trace, "closed") || !strstr(strstr(trace, "closed") + 1, "closed"));
    ck_assert(u.frame.ticks.coir_.line == 0 || ENDED(u.frame.ticks));
}
END_TEST

struct thief {
    CORO;
    struct ticks *ticks;
};

ASYNC(thief) {
    ASYNC_NEXT(*self->ticks, ticks);
}
ASYNC_END

START_TEST(two_cannot_step_it_at_once) {
    static COIR_TASK(thief) a, b;
    static struct ticks shared;
    FRESH(a);
    FRESH(b);
    PREPARE(shared, ticks, .n = 1);
    START(&loop, a, thief, .ticks = &shared);
    START(&loop, b, thief, .ticks = &shared);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&a.task), 0);
    ck_assert_int_eq(coir_outcome(&b.task), COIR_RUNTIME);
}
END_TEST

/* The same error, but of its own, after a wait. */
struct failing {
    CORO;
    int value;
};

ASYNC(failing) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(COIR_RUNTIME);
}
ASYNC_END

struct closer {
    CORO;
    struct failing failing;
};

ASYNC(closer) {
    PREPARE(self->failing, failing);
    TRY {
        ASYNC_NEXT(self->failing, failing);
    }
    CATCH(COIR_RUNTIME) {
        note("caught");
    }
    TRY_END
    ASYNC_NEXT(self->failing, failing);
    ASYNC_CLOSE(self->failing, failing);
}
ASYNC_END

START_TEST(one_that_ended_with_that_error_itself_is_awaited_by_nobody) {
    static COIR_TASK(closer) c;
    FRESH(c);
    START(&loop, c, closer);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&c.task), 0);
    ck_assert_str_eq(trace, "caught");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("async_generator");
    TCase *tests = tcase_create("async_generator");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_loop_test(tests, however_it_is_left_it_is_closed_before_what_follows, 0, WAYS);
    tcase_add_test(tests, an_error_of_its_cleanup_replaces_what_was_on_its_way);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_is_closed_once, 0, 12);
    tcase_add_test(tests, two_cannot_step_it_at_once);
    tcase_add_test(tests, one_that_ended_with_that_error_itself_is_awaited_by_nobody);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
