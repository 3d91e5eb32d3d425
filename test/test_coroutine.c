/* test_coroutine.c - coroutines call one another and go on where they were, without a loop. */
#include "rig.h"

#define A COIR_USER(1)

static int leaf_calls;

/* A leaf that is told what to say: 0 or more, an error, or COIR_PENDING. */
static int leaf(int says) {
    leaf_calls++;
    return says;
}

struct child {
    CORO;
    int says;
    int result;
};

ASYNC(child) {
    AWAIT_INTO(self->result, leaf(self->says));
}
ASYNC_END

struct parent {
    CORO;
    int says, which;
    bool skip;
    struct child child[2], *pointer;
    int result;
};

ASYNC(parent) {
    if (!self->skip)
        AWAIT(self->child[self->which], child, .says = self->says);
    else
        AWAIT(*self->pointer, child, .says = 7);
    RETURN(self->child[self->which].result);
}
ASYNC_END

static struct parent p;

static struct coir_frame *begin(int says) {
    leaf_calls = 0;
    PREPARE(p, parent, .says = says, .which = 1);
    return coir_resume(COIR_CALL(p, parent), 0);
}

START_TEST(an_await_that_need_not_wait_does_not_suspend) {
    ck_assert_ptr_null(begin(5));
    ck_assert_int_eq(p.result, 5);
    ck_assert_int_eq(leaf_calls, 1);
}
END_TEST

START_TEST(what_arrives_is_the_value_of_the_await) {
    struct coir_frame *at = begin(COIR_PENDING);
    ck_assert_ptr_eq(at, &p.child[1].coir_);
    ck_assert_ptr_null(coir_resume(at, 9));
    ck_assert_int_eq(p.result, 9);
    ck_assert_int_eq(leaf_calls, 1);
}
END_TEST

START_TEST(woken_with_pending_the_leaf_is_evaluated_again) {
    struct coir_frame *at = begin(COIR_PENDING);
    p.child[1].says = 4;
    ck_assert_ptr_null(coir_resume(at, COIR_PENDING));
    ck_assert_int_eq(leaf_calls, 2);
    ck_assert_int_eq(p.result, 4);
}
END_TEST

START_TEST(an_error_passes_through_every_caller) {
    ck_assert_ptr_null(begin(A));
    ck_assert_int_eq(OUTCOME(p), A);
    ck_assert_ptr_null(coir_resume(begin(COIR_PENDING), A));
    ck_assert_int_eq(OUTCOME(p), A);
    ck_assert_int_eq(OUTCOME(p.child[1]), A);
}
END_TEST

/* Runs what it is given, whatever type it is. */
struct runner {
    CORO;
    struct coir_frame *call[3];
    int i;
};

ASYNC(runner) {
    for (; self->i < 3; self->i++)
        AWAIT_CALL(self->call[self->i]);
}
ASYNC_END

START_TEST(coroutines_given_as_values_run_in_turn_whatever_their_types) {
    struct runner r;
    struct child c[2];
    struct coir_frame *at;
    PREPARE(c[0], child, .says = 3);
    PREPARE(c[1], child, .says = A);
    PREPARE(p, parent, .says = COIR_PENDING);
    PREPARE(r, runner);
    r.call[0] = COIR_CALL(c[0], child);
    r.call[1] = COIR_CALL(p, parent);
    r.call[2] = COIR_CALL(c[1], child);
    at = coir_resume(COIR_CALL(r, runner), 0);
    ck_assert_int_eq(c[0].result, 3);
    ck_assert_ptr_eq(at, &p.child[0].coir_);
    ck_assert_ptr_null(coir_resume(at, 4));
    ck_assert_int_eq(p.result, 4);
    ck_assert_int_eq(OUTCOME(r), A);
}
END_TEST

START_TEST(an_if_without_braces_means_what_it_says) {
    struct child other;
    memset(&other, 0, sizeof other);
    PREPARE(p, parent, .skip = true, .pointer = &other);
    ck_assert_ptr_null(coir_resume(COIR_CALL(p, parent), 0));
    ck_assert_int_eq(other.result, 7);
    ck_assert_int_eq(p.result, 0);
}
END_TEST

/* Mutual recursion, in frames that the caller provides. */
struct odd {
    CORO;
    int n;
    struct even *frames;
    bool result;
};
struct even {
    CORO;
    int n;
    struct even *frames;
    struct odd odd;
    bool result;
};
ASYNC_DECLARE(odd);

ASYNC(even) {
    if (self->n == 0)
        RETURN(true);
    AWAIT(self->odd, odd, .n = self->n - 1, .frames = self->frames);
    RETURN(self->odd.result);
}
ASYNC_END

ASYNC(odd) {
    if (self->n == 0)
        RETURN(false);
    AWAIT(leaf(COIR_PENDING));
    AWAIT(self->frames[0], even, .n = self->n - 1, .frames = self->frames + 1);
    RETURN(self->frames[0].result);
}
ASYNC_END

START_TEST(two_that_call_each_other_come_back_from_any_depth) {
    static struct even frames[60];
    struct coir_frame *at;
    int suspensions = 0;
    memset(frames, 0, sizeof frames);
    PREPARE(frames[0], even, .n = 100, .frames = frames + 1);
    for (at = coir_resume(COIR_CALL(frames[0], even), 0); at; at = coir_resume(at, 0))
        suspensions++;
    ck_assert_int_eq(suspensions, 50);
    ck_assert(frames[0].result);
}
END_TEST

START_TEST(a_frame_costs_two_pointers_and_eight_bytes) {
    ck_assert_uint_le(sizeof(struct coir_frame), 2 * sizeof(void *) + 8);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("coroutine");
    TCase *tests = tcase_create("coroutine");
    tcase_add_test(tests, an_await_that_need_not_wait_does_not_suspend);
    tcase_add_test(tests, what_arrives_is_the_value_of_the_await);
    tcase_add_test(tests, woken_with_pending_the_leaf_is_evaluated_again);
    tcase_add_test(tests, an_error_passes_through_every_caller);
    tcase_add_test(tests, coroutines_given_as_values_run_in_turn_whatever_their_types);
    tcase_add_test(tests, an_if_without_braces_means_what_it_says);
    tcase_add_test(tests, two_that_call_each_other_come_back_from_any_depth);
    tcase_add_test(tests, a_frame_costs_two_pointers_and_eight_bytes);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
