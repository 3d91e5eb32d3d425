/* test_with.c - a manager is entered once and left once, and sees what its block ends with. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

enum does { PASSES, SWALLOWS, REPLACES, NEVER_YIELDS, YIELDS_TWICE, FAILS_TO_ENTER };

struct manager {
    CORO;
    int does;
    int value;
};

ASYNC(manager) {
    AWAIT(coir_sleep(0));
    if (self->does == FAILS_TO_ENTER)
        RAISE(B);
    if (self->does == NEVER_YIELDS)
        RETURN();
    note("in");
    TRY {
        YIELD(0);
        note("normal");
    }
    CATCH(A) {
        AWAIT(coir_sleep(0));
        note("error");
        if (self->does == REPLACES)
            RAISE(B);
        if (self->does != SWALLOWS)
            RAISE(CAUGHT);
    }
    FINALLY {
        note("out");
    }
    TRY_END
    if (self->does == YIELDS_TWICE)
        YIELD(0);
}
ASYNC_END

/* The same, plain. */
struct plain {
    GENERATOR_FRAME;
    int value;
};

GENERATOR(plain) {
    note("(");
    TRY {
        YIELD(0);
    }
    FINALLY {
        note(")");
    }
    TRY_END
}
GENERATOR_END

enum how { ENDS, BREAKS, RETURNS, RAISES, WAYS };

struct user {
    CORO;
    int how, does;
    struct manager manager;
    struct plain plain;
    int result;
};

ASYNC(user) {
    WITH(self->plain, plain) {
        ASYNC_WITH(self->manager, manager, .does = self->does) {
            AWAIT(coir_sleep(0));
            if (self->how == BREAKS)
                break;
            if (self->how == RETURNS)
                RETURN(7);
            if (self->how == RAISES)
                RAISE(A);
            note("body");
        }
        ASYNC_WITH_END
    }
    WITH_END
    note("behind");
}
ASYNC_END

static COIR_TASK(user) u;

static void set_up(void) {
    open_rig();
    FRESH(u);
}

static int run_user(int how, int does) {
    START(&loop, u, user, .how = how, .does = does);
    coir_run(&loop);
    return coir_outcome(&u.task);
}

START_TEST(left_in_any_way_the_manager_is_resumed_or_thrown_into_once) {
    static const struct {
        int outcome, result;
        const char *trace;
    } expected[WAYS] = {{0, 0, "( in body normal out ) behind"},
                        {0, 0, "( in normal out ) behind"},
                        {0, 7, "( in normal out )"},
                        {A, 0, "( in error out )"}};
    ck_assert_int_eq(run_user(_i, PASSES), expected[_i].outcome);
    ck_assert_int_eq(u.frame.result, expected[_i].result);
    ck_assert_str_eq(trace, expected[_i].trace);
}
END_TEST

START_TEST(a_manager_may_swallow_the_error) {
    ck_assert_int_eq(run_user(RAISES, SWALLOWS), 0);
    ck_assert_str_eq(trace, "( in error out ) behind");
}
END_TEST

START_TEST(a_manager_may_replace_the_error) {
    ck_assert_int_eq(run_user(RAISES, REPLACES), B);
}
END_TEST

START_TEST(one_that_cannot_be_entered_is_not_left) {
    ck_assert_int_eq(run_user(ENDS, FAILS_TO_ENTER), B);
    ck_assert_str_eq(trace, "( )");
}
END_TEST

START_TEST(one_that_does_not_yield_exactly_once_is_an_error) {
    ck_assert_int_eq(run_user(ENDS, NEVER_YIELDS), COIR_RUNTIME);
    ck_assert_int_eq(run_user(ENDS, YIELDS_TWICE), COIR_RUNTIME);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("with");
    TCase *tests = tcase_create("with");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_loop_test(tests, left_in_any_way_the_manager_is_resumed_or_thrown_into_once, 0, WAYS);
    tcase_add_test(tests, a_manager_may_swallow_the_error);
    tcase_add_test(tests, a_manager_may_replace_the_error);
    tcase_add_test(tests, one_that_cannot_be_entered_is_not_left);
    tcase_add_test(tests, one_that_does_not_yield_exactly_once_is_an_error);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
