/* test_generator.c - a generator hands out values by the rules of PEP 255 and PEP 342. */
#include <check.h>
#include <stdlib.h>

#include "coir/cleanup.h"
#include "suite.h"

struct counter {
    GENERATOR_FRAME;
    int from, to;
    int value, sent, result;
};

GENERATOR(counter) {
    for (; self->from < self->to; self->from++) {
        YIELD(self->from);
        self->result += self->sent;
    }
    RETURN(self->result + 100);
}
GENERATOR_END

START_TEST(a_for_loop_sees_every_value_in_order) {
    struct counter c;
    int seen = 0;
    FOR_EACH(c, counter, .from = 3, .to = 6) {
        ck_assert_int_eq(c.value, 3 + seen++);
    }
    ck_assert_int_eq(seen, 3);
    ck_assert(ENDED(c));
    ck_assert_int_eq(OUTCOME(c), 0);
    ck_assert_int_eq(c.result, 100);
}
END_TEST

START_TEST(one_without_values_ends_at_once) {
    struct counter c;
    FOR_EACH(c, counter)
        ck_abort_msg("no value was expected");
    ck_assert_int_eq(NEXT(c, counter), 0);
}
END_TEST

START_TEST(broken_out_of_it_goes_on_later) {
    struct counter c;
    FOR_EACH(c, counter, .to = 5) {
        if (c.value == 2)
            break;
    }
    ck_assert(!ENDED(c));
    ck_assert_int_eq(NEXT(c, counter), 1);
    ck_assert_int_eq(c.value, 3);
}
END_TEST

START_TEST(what_is_sent_arrives_at_the_yield_that_waits) {
    struct counter c;
    PREPARE(c, counter, .to = 2);
    ck_assert_int_eq(SEND(c, counter, 5), COIR_TYPE);
    NEXT(c, counter);
    ck_assert_int_eq(SEND(c, counter, 5), 1);
    ck_assert_int_eq(SEND(c, counter, 6), 0);
    ck_assert_int_eq(c.result, 111);
}
END_TEST

START_TEST(an_ended_one_stays_ended) {
    struct counter c;
    FOR_EACH(c, counter, .to = 1)
        (void)c.value;
    ck_assert_int_eq(NEXT(c, counter), 0);
    ck_assert_int_eq(THROW(c, counter, COIR_USER(1)), COIR_USER(1));
    ck_assert_int_eq(CLOSE(c, counter), 0);
}
END_TEST

START_TEST(thrown_into_an_unstarted_one_the_error_comes_back_and_the_body_never_runs) {
    struct counter c;
    PREPARE(c, counter, .to = 9);
    ck_assert_int_eq(THROW(c, counter, COIR_USER(1)), COIR_USER(1));
    ck_assert(ENDED(c));
    ck_assert_int_eq(NEXT(c, counter), 0);
}
END_TEST

START_TEST(an_error_that_nobody_catches_ends_it) {
    struct counter c;
    PREPARE(c, counter, .to = 9);
    NEXT(c, counter);
    ck_assert_int_eq(THROW(c, counter, COIR_USER(1)), COIR_USER(1));
    ck_assert_int_eq(OUTCOME(c), COIR_USER(1));
    ck_assert_int_eq(NEXT(c, counter), 0);
}
END_TEST

START_TEST(close_ends_it_wherever_it_is) {
    struct counter c;
    PREPARE(c, counter, .to = 9);
    ck_assert_int_eq(CLOSE(c, counter), 0);
    ck_assert_int_eq(NEXT(c, counter), 0);
    PREPARE(c, counter, .to = 9);
    NEXT(c, counter);
    ck_assert_int_eq(CLOSE(c, counter), 0);
    ck_assert_int_eq(OUTCOME(c), 0);
    ck_assert_int_eq(CLOSE(c, counter), 0);
    ck_assert_int_eq(NEXT(c, counter), 0);
}
END_TEST

#if COIR_CHECKS
struct again {
    GENERATOR_FRAME;
    struct again *me;
    int value, second;
};

GENERATOR(again) {
    self->second = NEXT(*self->me, again);
    YIELD(1);
}
GENERATOR_END

START_TEST(one_that_runs_cannot_be_stepped) {
    struct again a;
    PREPARE(a, again, .me = &a);
    ck_assert_int_eq(NEXT(a, again), 1);
    ck_assert_int_eq(a.second, COIR_VALUE);
}
END_TEST
#endif

START_TEST(a_frame_costs_four_bytes_of_header) {
    ck_assert_uint_le(sizeof(struct coir_generator), 4);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("generator");
    TCase *tests = tcase_create("generator");
    tcase_add_test(tests, a_for_loop_sees_every_value_in_order);
    tcase_add_test(tests, one_without_values_ends_at_once);
    tcase_add_test(tests, broken_out_of_it_goes_on_later);
    tcase_add_test(tests, what_is_sent_arrives_at_the_yield_that_waits);
    tcase_add_test(tests, an_ended_one_stays_ended);
    tcase_add_test(tests,
                   thrown_into_an_unstarted_one_the_error_comes_back_and_the_body_never_runs);
    tcase_add_test(tests, an_error_that_nobody_catches_ends_it);
    tcase_add_test(tests, close_ends_it_wherever_it_is);
#if COIR_CHECKS
    tcase_add_test(tests, one_that_runs_cannot_be_stepped);
#endif
    tcase_add_test(tests, a_frame_costs_four_bytes_of_header);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
