/* test_cleanup.c - run every cleanup once, in order, whatever leaves its block, and let outcomes go
 * on: by hand, and in 20,000 random walks through nested blocks against a model without any. */
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

struct fitting {
    GENERATOR_FRAME;
    int error;
    int value, clause;
};

GENERATOR(fitting) {
    TRY {
        RAISE(self->error);
    }
    CATCH(A, B, COIR_TIMEOUT, COIR_VALUE, COIR_TYPE, COIR_STATE, COIR_EOF, COIR_CANCELLED) {
        self->clause = 1;
    }
    CATCH(COIR_ERROR) {
        self->clause = 2;
    }
    CATCH(COIR_ANY) {
        self->clause = 3;
    }
    TRY_END
}
GENERATOR_END

START_TEST(the_first_catch_that_fits_is_taken) {
    static const struct {
        int error, clause;
    } expected[] = {{A, 1},
                    {COIR_CANCELLED, 1},
                    {COIR_EOF, 1},
                    {COIR_LIMIT, 2},
                    {COIR_USER(0), 2},
                    {COIR_USER(111), 2},
                    {COIR_GENERATOR_EXIT, 3}};
    struct fitting f;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        PREPARE(f, fitting, .error = expected[i].error);
        ck_assert_int_eq(NEXT(f, fitting), 0);
        ck_assert_int_eq(f.clause, expected[i].clause);
    }
}
END_TEST

struct stacked {
    GENERATOR_FRAME;
    int error;
    int value, result;
};

GENERATOR(stacked) {
    TRY {
        TRY {
            TRY {
                if (self->error)
                    RAISE(self->error);
                RETURN(3);
            }
            FINALLY {
                YIELD(1);
            }
            TRY_END
            note("skipped");
        }
        FINALLY {
            YIELD(2);
        }
        TRY_END
        note("skipped");
    }
    FINALLY {
        YIELD(CAUGHT);
    }
    TRY_END
    note("skipped");
}
GENERATOR_END

START_TEST(a_return_and_an_error_pass_through_three_cleanups) {
    struct stacked s;
    PREPARE(s, stacked, .error = _i ? A : 0);
    for (int level = 1; level < 3; level++) {
        ck_assert_int_eq(NEXT(s, stacked), 1);
        ck_assert_int_eq(s.value, level);
    }
    ck_assert_int_eq(NEXT(s, stacked), 1);
    ck_assert_int_eq(s.value, _i ? A : COIR_RETURNING_);
    ck_assert_int_eq(NEXT(s, stacked), _i ? A : 0);
    ck_assert_int_eq(s.result, _i ? 0 : 3);
    ck_assert_str_eq(trace, "");
}
END_TEST

struct deeper {
    GENERATOR_FRAME;
    int value, before, after, context;
};

GENERATOR(deeper) {
    TRY {
        TRY {
            RAISE(A);
        }
        FINALLY {
            TRY {
                self->before = CAUGHT;
                YIELD(1);
            }
            FINALLY {
                YIELD(2);
            }
            TRY_END
            self->after = CAUGHT;
        }
        TRY_END
    }
    CATCH(COIR_ERROR) {
        self->context = CONTEXT;
        RAISE(CAUGHT);
    }
    TRY_END
}
GENERATOR_END

START_TEST(a_block_in_a_cleanup_begins_with_nothing_pending_and_puts_it_back) {
    struct deeper d;
    FOR_EACH(d, deeper)
        (void)d.value;
    ck_assert_int_eq(OUTCOME(d), A);
    ck_assert_int_eq(d.before, 0);
    ck_assert_int_eq(d.after, A);
    ck_assert_int_eq(d.context, 0);
}
END_TEST

START_TEST(an_error_out_of_a_block_in_a_cleanup_replaces_the_pending_one) {
    struct deeper d;
    PREPARE(d, deeper);
    for (int i = 0; i <= _i; i++)
        NEXT(d, deeper);
    ck_assert_int_eq(THROW(d, deeper, B), _i ? B : 1);
    if (!_i)
        ck_assert_int_eq(NEXT(d, deeper), B);
    ck_assert_int_eq(d.context, A);
    ck_assert_int_eq(d.after, 0);
}
END_TEST

/* ---- Random walks ----
 *
 * At each place the maze yields, and then does what the plan says, by itself or because the driver
 * throws that in. The model is the same in plain C: a function per block, which gives its outcome. */
enum act { GOES_ON, LEAVES, CONTINUES, GIVES, FAILS_A, FAILS_B, STOPS, ACTS };
enum { PLACES = 15, ROUNDS = 2, STEPS = 64 };

static const int error_of[ACTS] = {0, 0, 0, 0, A, B, COIR_CANCELLED};

static struct {
    int act;
    bool thrown;
} plan[ROUNDS][PLACES];

struct steps {
    int count, result, outcome;
    struct {
        int place, caught;
    } at[STEPS];
};

#define PLACE(n)                                                                                   \
    YIELD(n);                                                                                      \
    if (plan[self->round][n].act == LEAVES)                                                        \
        break;                                                                                     \
    if (plan[self->round][n].act == CONTINUES)                                                     \
        continue;                                                                                  \
    if (plan[self->round][n].act == GIVES)                                                         \
        RETURN(n);                                                                                 \
    if (plan[self->round][n].act >= FAILS_A)                                                       \
    RAISE(error_of[plan[self->round][n].act])

#define PLACE_IN_CLEANUP(n)                                                                        \
    self->caught = CAUGHT;                                                                         \
    PLACE(n)

struct maze {
    GENERATOR_FRAME;
    int round, value, caught, result;
};

GENERATOR(maze) {
    for (; self->round < ROUNDS; self->round++) {
        TRY {
            PLACE(0);
            TRY {
                PLACE(1);
            }
            CATCH(A) {
                PLACE_IN_CLEANUP(2);
                TRY {
                    PLACE(3);
                }
                CATCH(COIR_ERROR) {
                    PLACE_IN_CLEANUP(4);
                }
                FINALLY {
                    PLACE_IN_CLEANUP(5);
                }
                TRY_END
                PLACE_IN_CLEANUP(6);
            }
            FINALLY {
                PLACE_IN_CLEANUP(7);
                TRY {
                    PLACE(8);
                }
                CATCH(B) {
                    PLACE_IN_CLEANUP(9);
                }
                TRY_END
                PLACE_IN_CLEANUP(10);
            }
            TRY_END
            PLACE(11);
        }
        CATCH(A, B) {
            PLACE_IN_CLEANUP(12);
        }
        FINALLY {
            PLACE_IN_CLEANUP(13);
        }
        TRY_END
    }
}
GENERATOR_END

static void record(struct steps *steps, int place, int caught) {
    ck_assert_int_lt(steps->count, STEPS);
    steps->at[steps->count].place = place;
    steps->at[steps->count++].caught = caught;
}

static void walk(struct steps *steps) {
    struct maze m;
    int step;
    PREPARE(m, maze);
    for (step = NEXT(m, maze); step > 0;) {
        int place = m.value, act = plan[m.round][place].act;
        record(steps, place, m.caught);
        m.caught = 0;
        if (plan[m.round][place].thrown && act >= FAILS_A)
            step = THROW(m, maze, error_of[act]);
        else
            step = NEXT(m, maze);
    }
    steps->outcome = step;
    steps->result = m.result;
}

/* The model: 0 the place or block went on, LEFT it was left, else RETURN or an error. */
enum { LEFT = 1 };

static struct steps model;
static int round_now;

static int at(int place, int caught) {
    int act = plan[round_now][place].act;
    record(&model, place, caught);
    if (act == GIVES) {
        model.result = place;
        return COIR_RETURNING_;
    }
    return act == LEAVES || act == CONTINUES ? (int)LEFT : error_of[act];
}

/* A block is over: that it was left early does not matter to anyone outside. */
static int over(int outcome) {
    return outcome == LEFT ? 0 : outcome;
}

/* A FINALLY is over: its own outcome wins over the pending one. */
static int then(int own, int pending) {
    return over(own) ? own : pending;
}

static int try_in_catch(void) {
    int outcome = over(at(3, 0));
    if (outcome == A || outcome == B)
        outcome = over(at(4, outcome));
    return then(at(5, outcome), outcome);
}

static int inner_catch(int caught) {
    int outcome = at(2, caught);
    if (!outcome)
        outcome = try_in_catch();
    if (!outcome)
        outcome = at(6, caught);
    return over(outcome);
}

static int try_in_finally(void) {
    int outcome = over(at(8, 0));
    return outcome == B ? over(at(9, outcome)) : outcome;
}

static int inner_finally(int pending) {
    int outcome = at(7, pending);
    if (!outcome)
        outcome = try_in_finally();
    if (!outcome)
        outcome = at(10, pending);
    return then(outcome, pending);
}

static int inner_try(void) {
    int outcome = over(at(1, 0));
    if (outcome == A)
        outcome = inner_catch(outcome);
    return inner_finally(outcome);
}

static int outer_try(void) {
    int outcome = at(0, 0);
    if (!outcome)
        outcome = inner_try();
    if (!outcome)
        outcome = at(11, 0);
    outcome = over(outcome);
    if (outcome == A || outcome == B)
        outcome = over(at(12, outcome));
    return then(at(13, outcome), outcome);
}

static void walk_model(void) {
    for (round_now = 0; round_now < ROUNDS && !model.outcome; round_now++)
        model.outcome = outer_try();
    if (model.outcome == COIR_RETURNING_)
        model.outcome = 0;
}

static void make_plan(void) {
    static uint64_t state = 88172645463325252u;
    for (int place = 0; place < ROUNDS * PLACES; place++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        plan[place / PLACES][place % PLACES].act =
            state >> 40 & 1 ? 0 : (int)((state >> 20) % ACTS);
        plan[place / PLACES][place % PLACES].thrown = state >> 41 & 1;
    }
}

START_TEST(any_walk_through_nested_blocks_goes_as_in_the_model) {
    int longest = 0;
    for (int n = 0; n < 20000; n++) {
        struct steps steps;
        memset(&steps, 0, sizeof steps);
        memset(&model, 0, sizeof model);
        make_plan();
        walk(&steps);
        walk_model();
        ck_assert_mem_eq(&steps, &model, sizeof steps);
        longest = steps.count > longest ? steps.count : longest;
    }
    ck_assert_int_gt(longest, 20);
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
    tcase_add_test(tests, the_first_catch_that_fits_is_taken);
    tcase_add_loop_test(tests, a_return_and_an_error_pass_through_three_cleanups, 0, 2);
    tcase_add_test(tests, a_block_in_a_cleanup_begins_with_nothing_pending_and_puts_it_back);
    tcase_add_loop_test(tests, an_error_out_of_a_block_in_a_cleanup_replaces_the_pending_one, 0, 2);
    tcase_add_test(tests, any_walk_through_nested_blocks_goes_as_in_the_model);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
