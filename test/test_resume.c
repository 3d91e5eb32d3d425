/* test_resume.c - leave a function in the middle, and come back to the same place. */
#include <check.h>
#include <stdlib.h>

#include "coir/resume.h"
#include "suite.h"

struct walker {
    coir_line line;
    int i, j;
};

static int walk(struct walker *self) {
    RESUMABLE(self->line) {
        SUSPEND(1);
        for (self->i = 2; self->i < 4; self->i++) {
            if (self->i == 3)
                SUSPEND(self->i);
            else
                for (self->j = 0; self->j < 2; self->j++)
                    SUSPEND(10 * self->i + self->j);
        }
    }
    RESUMABLE_END
    return 0;
}

static const int steps[] = {1, 20, 21, 3, 0};
enum { STEPS = sizeof steps / sizeof steps[0] };

START_TEST(each_call_goes_on_where_the_last_one_left) {
    struct walker w = {0, 0, 0};
    for (int i = 0; i < STEPS; i++)
        ck_assert_int_eq(walk(&w), steps[i]);
}
END_TEST

START_TEST(a_finished_block_begins_again) {
    struct walker w = {0, 0, 0};
    for (int i = 0; i < 3 * STEPS; i++)
        ck_assert_int_eq(walk(&w), steps[i % STEPS]);
    ck_assert_int_eq(w.line, 0);
}
END_TEST

START_TEST(two_of_them_know_nothing_of_each_other) {
    struct walker early = {0, 0, 0}, late = {0, 0, 0};
    ck_assert_int_eq(walk(&early), steps[0]);
    for (int i = 0; i + 1 < STEPS; i++) {
        ck_assert_int_eq(walk(&early), steps[i + 1]);
        ck_assert_int_eq(walk(&late), steps[i]);
    }
}
END_TEST

START_TEST(one_that_is_copied_goes_on_twice) {
    struct walker w = {0, 0, 0}, copy;
    walk(&w);
    walk(&w);
    copy = w;
    ck_assert_int_eq(walk(&w), steps[2]);
    ck_assert_int_eq(walk(&copy), steps[2]);
}
END_TEST

static int parsed;

/* Fed one character at a time: the block need not be the whole function. */
static void feed(char c) {
    static coir_line line;
    static int number;
    RESUMABLE(line) {
        for (number = 0; c >= '0' && c <= '9';) {
            number = 10 * number + (c - '0');
            SUSPEND();
        }
    }
    RESUMABLE_END
    parsed = number;
}

START_TEST(code_behind_the_block_runs_when_it_has_ended) {
    parsed = -1;
    for (const char *text = "304"; *text; text++)
        feed(*text);
    ck_assert_int_eq(parsed, -1);
    feed(';');
    ck_assert_int_eq(parsed, 304);
}
END_TEST

START_TEST(a_place_costs_two_bytes_or_one) {
    ck_assert_uint_eq(sizeof(coir_line), COIR_DENSE ? 1 : 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("resume");
    TCase *tests = tcase_create("resume");
    tcase_add_test(tests, each_call_goes_on_where_the_last_one_left);
    tcase_add_test(tests, a_finished_block_begins_again);
    tcase_add_test(tests, two_of_them_know_nothing_of_each_other);
    tcase_add_test(tests, one_that_is_copied_goes_on_twice);
    tcase_add_test(tests, code_behind_the_block_runs_when_it_has_ended);
    tcase_add_test(tests, a_place_costs_two_bytes_or_one);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
