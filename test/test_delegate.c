/* test_delegate.c - a chain of generators behaves like one, at any depth (PEP 380). */
#include "rig.h"

#define A COIR_USER(1)

struct deep {
    DELEGATING_FRAME(int, int);
    int depth;
    struct deep *inner;
    bool catches;
    int got, result;
};

GENERATOR(deep) {
    TRY {
        if (self->depth == 0) {
            YIELD(1);
            self->got = self->sent;
            YIELD(2);
            RETURN(10);
        }
        YIELD_FROM(*self->inner, deep, .depth = self->depth - 1, .inner = self->inner + 1);
        YIELD(100 + self->depth);
        RETURN(self->inner->result + 1);
    }
    CATCH(A) {
        if (!self->catches)
            RAISE(A);
        YIELD(-1);
    }
    FINALLY {
        note(self->depth ? "outer" : "leaf");
    }
    TRY_END
}
GENERATOR_END

static struct deep d[101];

static void set_up(void) {
    trace[0] = 0;
    memset(d, 0, sizeof d);
}

START_TEST(values_of_all_levels_come_out_in_order_and_results_go_up) {
    static const int expected[] = {1, 2, 101, 102, 103};
    int n = 0;
    FOR_EACH(d[0], deep, .depth = 3, .inner = d + 1) {
        ck_assert_int_eq(d[0].value, expected[n++]);
    }
    ck_assert_int_eq(n, 5);
    ck_assert_int_eq(d[0].result, 13);
    ck_assert_str_eq(trace, "leaf outer outer outer");
}
END_TEST

START_TEST(what_is_sent_reaches_the_innermost) {
    PREPARE(d[0], deep, .depth = 3, .inner = d + 1);
    NEXT(d[0], deep);
    ck_assert_int_eq(SEND(d[0], deep, 55), 1);
    ck_assert_int_eq(d[3].got, 55);
    ck_assert_int_eq(d[0].value, 2);
}
END_TEST

START_TEST(what_is_thrown_reaches_the_innermost_and_comes_back_through_all) {
    PREPARE(d[0], deep, .depth = 2, .inner = d + 1);
    NEXT(d[0], deep);
    ck_assert_int_eq(THROW(d[0], deep, A), A);
    ck_assert_str_eq(trace, "leaf outer outer");
}
END_TEST

START_TEST(an_outer_level_may_catch_what_the_inner_does_not) {
    PREPARE(d[0], deep, .depth = 1, .inner = d + 1, .catches = true);
    NEXT(d[0], deep);
    ck_assert_int_eq(THROW(d[0], deep, A), 1);
    ck_assert_int_eq(d[0].value, -1);
    ck_assert_int_eq(NEXT(d[0], deep), 0);
}
END_TEST

/* _i is the step after which it is closed. */
START_TEST(closed_at_any_step_it_unwinds_from_the_innermost) {
    PREPARE(d[0], deep, .depth = 2, .inner = d + 1);
    for (int i = 0; i < _i; i++)
        ck_assert_int_eq(NEXT(d[0], deep), 1);
    ck_assert_int_eq(CLOSE(d[0], deep), 0);
    ck_assert_str_eq(trace, _i == 0 ? "" : "leaf outer outer");
    ck_assert_int_eq(NEXT(d[0], deep), 0);
}
END_TEST

START_TEST(depth_100_gives_every_value) {
    int n = 0;
    FOR_EACH(d[0], deep, .depth = 100, .inner = d + 1)
        n++;
    ck_assert_int_eq(n, 102);
    ck_assert_int_eq(d[0].result, 110);
}
END_TEST

struct node {
    int key;
    const struct node *left, *right;
};

struct walk {
    DELEGATING_FRAME(int, int);
    const struct node *node;
    struct walk *inner;
};

GENERATOR(walk) {
    if (self->node) {
        YIELD_FROM(*self->inner, walk, .node = self->node->left, .inner = self->inner + 1);
        YIELD(self->node->key);
        YIELD_FROM(*self->inner, walk, .node = self->node->right, .inner = self->inner + 1);
    }
}
GENERATOR_END

START_TEST(a_tree_is_walked_in_order_by_recursion) {
    static const struct node one = {1, NULL, NULL}, three = {3, NULL, NULL}, five = {5, NULL, NULL},
                             two = {2, &one, &three}, four = {4, &two, &five};
    static struct walk w[6];
    int expected = 1;
    FOR_EACH(w[0], walk, .node = &four, .inner = w + 1) {
        ck_assert_int_eq(w[0].value, expected++);
    }
    ck_assert_int_eq(expected, 6);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("delegate");
    TCase *tests = tcase_create("delegate");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, values_of_all_levels_come_out_in_order_and_results_go_up);
    tcase_add_test(tests, what_is_sent_reaches_the_innermost);
    tcase_add_test(tests, what_is_thrown_reaches_the_innermost_and_comes_back_through_all);
    tcase_add_test(tests, an_outer_level_may_catch_what_the_inner_does_not);
    tcase_add_loop_test(tests, closed_at_any_step_it_unwinds_from_the_innermost, 0, 5);
    tcase_add_test(tests, depth_100_gives_every_value);
    tcase_add_test(tests, a_tree_is_walked_in_order_by_recursion);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
