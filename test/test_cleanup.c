/* test_cleanup.c - every cleanup runs once, in order, whatever leaves its block, and outcomes go on. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

enum how { ENDS, BREAKS, RETURNS, RAISES_A, RAISES_B, WAYS };

/* A generator, so that every block is also crossed by a suspension. */
struct nested {
    GENERATOR_FRAME;
    int how;
    int value, result, context;
};

GENERATOR(nested) {
    TRY {
        TRY {
            YIELD(1);
            if (self->how == BREAKS)
                break;
            if (self->how == RETURNS)
                RETURN(7);
            if (self->how == RAISES_A)
                RAISE(A);
            if (self->how == RAISES_B)
                RAISE(B);
            note("body");
        }
        CATCH(A) {
            YIELD(2);
            note("caught");
        }
        FINALLY {
            YIELD(3);
            note("inner");
        }
        TRY_END
        note("between");
    }
    FINALLY {
        YIELD(4);
        note("outer");
    }
    TRY_END
    note("after");
}
GENERATOR_END

static void set_up(void) {
    trace[0] = 0;
}

static int run_nested(struct nested *n, int how) {
    FOR_EACH(*n, nested, .how = how)
        (void)n->value;
    return OUTCOME(*n);
}

START_TEST(every_way_out_runs_both_cleanups_once) {
    static const struct {
        int outcome, result;
        const char *trace;
    } expected[WAYS] = {{0, 0, "body inner between outer after"},
                        {0, 0, "inner between outer after"},
                        {0, 7, "inner outer"},
                        {0, 0, "caught inner between outer after"},
                        {B, 0, "inner outer"}};
    struct nested n;
    ck_assert_int_eq(run_nested(&n, _i), expected[_i].outcome);
    ck_assert_int_eq(n.result, expected[_i].result);
    ck_assert_str_eq(trace, expected[_i].trace);
}
END_TEST

/* _i is the yield, of four, at which it is closed. */
START_TEST(closed_at_any_yield_every_cleanup_runs_once) {
    struct nested n;
    int closed;
    PREPARE(n, nested, .how = RAISES_A);
    for (int i = 0; i < _i; i++)
        ck_assert_int_eq(NEXT(n, nested), 1);
    for (closed = CLOSE(n, nested); closed == COIR_RUNTIME;)
        closed = CLOSE(n, nested);
    ck_assert_int_eq(closed, 0);
    ck_assert(ENDED(n));
    ck_assert_ptr_null(strstr(trace, "after"));
}
END_TEST

struct replaced {
    GENERATOR_FRAME;
    int value, caught, context, inner;
};

GENERATOR(replaced) {
    TRY {
        TRY {
            RAISE(A);
        }
        FINALLY {
            TRY {
                RAISE(COIR_TIMEOUT);
            }
            CATCH(COIR_TIMEOUT) {
                self->inner = CAUGHT;
            }
            TRY_END
            ck_assert_int_eq(CAUGHT, A);
            RAISE(B);
        }
        TRY_END
    }
    CATCH(COIR_ERROR) {
        self->caught = CAUGHT;
        self->context = CONTEXT;
    }
    TRY_END
    YIELD(1);
}
GENERATOR_END

START_TEST(an_error_of_a_cleanup_replaces_the_pending_one_which_stays_readable) {
    struct replaced r;
    PREPARE(r, replaced);
    ck_assert_int_eq(NEXT(r, replaced), 1);
    ck_assert_int_eq(r.inner, COIR_TIMEOUT);
    ck_assert_int_eq(r.caught, B);
    ck_assert_int_eq(r.context, A);
}
END_TEST

struct siblings {
    GENERATOR_FRAME;
    int value;
};

GENERATOR(siblings) {
    TRY {
        RAISE(A);
    }
    CATCH(A) {
        note("first");
        RAISE(B);
    }
    CATCH(B) {
        note("second");
    }
    TRY_END
    YIELD(1);
}
GENERATOR_END

START_TEST(an_error_in_a_catch_is_not_for_the_catch_below) {
    struct siblings s;
    PREPARE(s, siblings);
    ck_assert_int_eq(NEXT(s, siblings), B);
    ck_assert_str_eq(trace, "first");
}
END_TEST

struct passing {
    GENERATOR_FRAME;
    int error;
    int value, caught;
};

GENERATOR(passing) {
    TRY {
        RAISE(self->error);
    }
    CATCH(COIR_ERROR) {
        self->caught = CAUGHT;
    }
    TRY_END
    YIELD(1);
}
GENERATOR_END

START_TEST(cancellation_and_closing_pass_a_catch_of_errors) {
    struct passing p;
    PREPARE(p, passing, .error = COIR_CANCELLED);
    ck_assert_int_eq(NEXT(p, passing), COIR_CANCELLED);
    PREPARE(p, passing, .error = COIR_GENERATOR_EXIT);
    ck_assert_int_eq(NEXT(p, passing), COIR_GENERATOR_EXIT);
    PREPARE(p, passing, .error = COIR_TIMEOUT);
    ck_assert_int_eq(NEXT(p, passing), 1);
    ck_assert_int_eq(p.caught, COIR_TIMEOUT);
}
END_TEST

struct swallow {
    GENERATOR_FRAME;
    int value, result;
};

GENERATOR(swallow) {
    TRY {
        RAISE(A);
    }
    FINALLY {
        RETURN(5);
    }
    TRY_END
    YIELD(1);
}
GENERATOR_END

START_TEST(a_return_in_a_cleanup_replaces_the_error) {
    struct swallow s;
    PREPARE(s, swallow);
    ck_assert_int_eq(NEXT(s, swallow), 0);
    ck_assert_int_eq(s.result, 5);
}
END_TEST

struct loops {
    GENERATOR_FRAME;
    int i, value;
};

GENERATOR(loops) {
    for (self->i = 0; self->i < 3; self->i++) {
        TRY {
            if (self->i == 1)
                continue;
            YIELD(self->i);
        }
        FINALLY {
            note("f");
        }
        TRY_END
        note("end");
    }
}
GENERATOR_END

START_TEST(continue_leaves_the_block_and_not_the_loop_around_it) {
    struct loops l;
    FOR_EACH(l, loops)
        (void)l.value;
    ck_assert_str_eq(trace, "f end f end f end");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("cleanup");
    TCase *tests = tcase_create("cleanup");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_loop_test(tests, every_way_out_runs_both_cleanups_once, 0, WAYS);
    tcase_add_loop_test(tests, closed_at_any_yield_every_cleanup_runs_once, 0, 5);
    tcase_add_test(tests, an_error_of_a_cleanup_replaces_the_pending_one_which_stays_readable);
    tcase_add_test(tests, an_error_in_a_catch_is_not_for_the_catch_below);
    tcase_add_test(tests, cancellation_and_closing_pass_a_catch_of_errors);
    tcase_add_test(tests, a_return_in_a_cleanup_replaces_the_error);
    tcase_add_test(tests, continue_leaves_the_block_and_not_the_loop_around_it);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
