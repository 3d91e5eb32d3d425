/* test_itertools.c - items come through in order, and however the outermost is left, all are closed. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

static int open_sources;

/* Yields from, from + 1 ... to - 1, one every `period` seconds; its cleanup takes a second. */
struct numbers {
    CORO;
    int from, to, period;
    int fails_at, error; /* raise error instead of this number */
    int cleanup_error;
    bool swallows;
    int value;
};

ASYNC(numbers) {
    open_sources++;
    TRY {
        for (; self->from < self->to; self->from++) {
            TRY {
                AWAIT(coir_sleep(COIR_S(self->period)));
            }
            CATCH(COIR_CANCELLED) {
                if (!self->swallows)
                    RAISE(CAUGHT);
            }
            TRY_END
            if (self->error && self->from == self->fails_at)
                RAISE(self->error);
            YIELD(self->from);
        }
    }
    FINALLY {
        TRY {
            AWAIT(coir_sleep(COIR_S(1)));
        }
        FINALLY {
            open_sources--;
        }
        TRY_END
        if (self->cleanup_error)
            RAISE(self->cleanup_error);
    }
    TRY_END
}
ASYNC_END

/* Another type, with another place for its value. */
struct words {
    CORO;
    char padding[24];
    int i;
    const char *value;
};

ASYNC(words) {
    static const char *const word[] = {"zero", "one", "two"};
    open_sources++;
    TRY {
        for (self->i = 0; self->i < 3; self->i++) {
            AWAIT(coir_sleep(COIR_S(2)));
            YIELD(word[self->i]);
        }
    }
    FINALLY {
        open_sources--;
    }
    TRY_END
}
ASYNC_END

static void note_int(int n) {
    char text[16];
    snprintf(text, sizeof text, "%d", n);
    note(text);
}

static int square(const void *item, void *into, void *argument) {
    (void)argument;
    *(int *)into = *(const int *)item * *(const int *)item;
    return *(const int *)item == 77 ? A : 0;
}

static bool is_odd(const void *item, void *argument) {
    ++*(int *)argument;
    return *(const int *)item % 2;
}

/* A coroutine to map with. */
struct slow_double {
    CORO;
    int n;
    int result;
};

ASYNC(slow_double) {
    AWAIT(coir_sleep(COIR_S(3)));
    RETURN(2 * self->n);
}
ASYNC_END

static int set_double(const void *item, void *frame, void *argument) {
    struct slow_double *call = (struct slow_double *)frame;
    (void)argument;
    PREPARE(*call, slow_double, .n = *(const int *)item);
    return 0;
}

/* ---- A generator of each kind, under a take that takes all, left in the same ways ---- */

enum which { MAP, MAP_CALL, FILTER, TAKE, ENUMERATE, ZIP, MERGE, KINDS };
enum how { ENDS, BREAKS, RETURNS, RAISES, WAYS };

struct user {
    CORO;
    int which, how;
    int after, n; /* leave the loop after so many items */
    int dawdles;  /* seconds per item */
    struct numbers numbers[2];
    struct words words;
    struct coir_source inner, sources[2];
    void *items[2];
    struct coir_arm arms[3];
    unsigned arm_count;
    struct coir_map map;
    struct coir_filter filter;
    struct coir_take take;
    struct coir_enumerate enumerate;
    struct coir_zip zip;
    struct coir_merge merge;
    struct coir_take all;
    struct slow_double slow;
    int squared, asked;
    int result;
};

static COIR_TASK(user) it;

/* The generator under test, over the user's sources. */
static struct coir_source build(struct user *self) {
    struct coir_source source = COIR_SOURCE(self->numbers[0], numbers);
    switch (self->which) {
    case MAP:
        PREPARE(self->map, coir_map, .source = source, .function = square, .into = &self->squared,
                .size = sizeof self->squared);
        return COIR_SOURCE(self->map, coir_map);
    case MAP_CALL:
        PREPARE(self->map, coir_map, .source = source, .function = set_double,
                .call = COIR_CALL(self->slow, slow_double), .into = &self->slow.result);
        return COIR_SOURCE(self->map, coir_map);
    case FILTER:
        PREPARE(self->filter, coir_filter, .source = source, .predicate = is_odd,
                .argument = &self->asked);
        return COIR_SOURCE(self->filter, coir_filter);
    case TAKE:
        PREPARE(self->take, coir_take, .source = source, .count = 2);
        return COIR_SOURCE(self->take, coir_take);
    case ENUMERATE:
        PREPARE(self->enumerate, coir_enumerate, .source = source, .start = 7);
        return COIR_SOURCE(self->enumerate, coir_enumerate);
    case ZIP:
        self->sources[0] = source;
        self->sources[1] = COIR_SOURCE(self->words, words);
        PREPARE(self->zip, coir_zip, .sources = self->sources, .count = 2, .items = self->items);
        return COIR_SOURCE(self->zip, coir_zip);
    default:
        self->arms[0].source = source;
        self->arms[1].source = COIR_SOURCE(self->words, words);
        self->arms[2].source = COIR_SOURCE(self->numbers[1], numbers);
        PREPARE(self->merge, coir_merge, .arms = self->arms, .count = self->arm_count);
        return COIR_SOURCE(self->merge, coir_merge);
    }
}

static void tell(const struct user *self, void *item) {
    if (self->which == ENUMERATE) {
        note_int((int)((const struct coir_numbered *)item)->index);
        note_int(*(int *)((const struct coir_numbered *)item)->item);
    } else if (self->which == ZIP) {
        note_int(*((int **)item)[0]);
        note(*((const char ***)item)[1]);
    } else if (self->which == MERGE && self->merge.which == 1)
        note(*(const char **)item);
    else
        note_int(*(int *)item);
}

ASYNC(user) {
    self->inner = build(self);
    TRY {
        ASYNC_FOR(self->all, coir_take, .source = self->inner, .count = 100) {
            tell(self, self->all.value);
            if (self->dawdles)
                AWAIT(coir_sleep(COIR_S(self->dawdles)));
            if (++self->n != self->after)
                continue;
            if (self->how == BREAKS)
                break;
            if (self->how == RETURNS)
                RETURN(1);
            if (self->how == RAISES)
                RAISE(B);
        }
        ASYNC_FOR_END
    }
    FINALLY {
        ck_assert_int_eq(open_sources, 0);
        note_at("over");
    }
    TRY_END
}
ASYNC_END

static void set_up(void) {
    open_rig();
    FRESH(it);
    open_sources = 0;
    START(&loop, it, user, .after = 2, .arm_count = 3);
    PREPARE(it.frame.numbers[0], numbers, .from = 1, .to = 6, .period = 1);
    PREPARE(it.frame.numbers[1], numbers, .from = 90, .to = 92, .period = 5);
    PREPARE(it.frame.words, words);
}

/* _i is the kind. The sources: 1 2 3 4 5 one a second and a second to close; three words, one every
 * two seconds; 90 at 5 and 91 at 10. */
START_TEST(run_to_the_end_each_gives_what_it_should) {
    static const char *const expected[KINDS] = {"1 4 9 16 25 @6over",
                                                "2 4 6 8 10 @21over",
                                                "1 3 5 @6over",
                                                "1 2 @3over",
                                                "7 1 8 2 9 3 10 4 11 5 @6over",
                                                "1 zero 2 one 3 two @11over",
                                                "1 zero 2 3 one 4 90 5 two 91 @11over"};
    it.frame.which = _i;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&it.task), 0);
    ck_assert_str_eq(trace, expected[_i]);
}
END_TEST

/* _i is the kind and the way in which the loop is left. */
START_TEST(however_the_loop_is_left_every_source_is_closed_before_what_follows) {
    it.frame.which = _i / WAYS;
    it.frame.how = _i % WAYS;
    coir_run_until(&loop, &it.task);
    ck_assert_int_eq(coir_outcome(&it.task), _i % WAYS == RAISES ? B : 0);
    ck_assert_int_eq(it.frame.result, _i % WAYS == RETURNS);
    ck_assert_int_eq((int)loop.tasks, 0);
    ck_assert_int_eq(open_sources, 0);
    ck_assert_ptr_nonnull(strstr(trace, "over"));
}
END_TEST

/* _i is the kind and the turn after which it is cancelled. */
enum { TURNS = 60 };
START_TEST(cancelled_in_any_turn_every_source_is_closed_and_no_task_is_left) {
    it.frame.which = _i / TURNS;
    run_turns_and_wait(_i % TURNS);
    if (coir_cancel(&it.task)) {
        coir_run_until(&loop, &it.task);
        ck_assert(coir_cancelled(&it.task));
    }
    ck_assert_int_eq((int)loop.tasks, 0);
    ck_assert_int_eq(open_sources, 0);
    for (int i = 0; i < 2; i++)
        ck_assert(it.frame.numbers[i].coir_.line == 0 || ENDED(it.frame.numbers[i]));
}
END_TEST

/* The same, and the sources do not care about being cancelled. */
START_TEST(sources_that_swallow_a_cancellation_are_closed_all_the_same) {
    it.frame.which = MERGE;
    it.frame.numbers[0].swallows = it.frame.numbers[1].swallows = true;
    run_turns_and_wait(3 + _i);
    coir_cancel(&it.task);
    coir_run_until(&loop, &it.task);
    ck_assert_int_eq((int)loop.tasks, 0);
    ck_assert_int_eq(open_sources, 0);
    ck_assert(coir_cancelled(&it.task));
}
END_TEST

/* _i is the kind. */
START_TEST(an_error_of_a_source_comes_out_and_the_others_are_closed) {
    it.frame.which = _i;
    it.frame.numbers[0].fails_at = 2;
    it.frame.numbers[0].error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_int_eq((int)loop.tasks, 0);
}
END_TEST

START_TEST(an_error_of_a_sources_cleanup_comes_out) {
    it.frame.which = _i;
    it.frame.how = BREAKS;
    it.frame.numbers[0].cleanup_error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_int_eq((int)loop.tasks, 0);
}
END_TEST

START_TEST(left_before_the_first_item_nothing_was_begun) {
    it.frame.which = _i;
    coir_cancel(&it.task);
    coir_run(&loop);
    ck_assert_int_eq(it.frame.numbers[0].coir_.line, 0);
}
END_TEST

START_TEST(map_raises_what_its_function_returns) {
    it.frame.which = MAP;
    it.frame.numbers[0].from = 76;
    it.frame.numbers[0].to = 79;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_str_eq(trace, "5776 @3over");
}
END_TEST

START_TEST(take_asks_for_no_more_than_it_gives) {
    it.frame.which = TAKE;
    it.frame.numbers[0].fails_at = 3;
    it.frame.numbers[0].error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
}
END_TEST

START_TEST(filter_asks_about_each_item_once) {
    it.frame.which = FILTER;
    coir_run(&loop);
    ck_assert_int_eq(it.frame.asked, 5);
}
END_TEST

START_TEST(a_merge_of_none_ends_at_once) {
    it.frame.which = MERGE;
    it.frame.arm_count = 0;
    coir_run(&loop);
    ck_assert_str_eq(trace, "@0over");
}
END_TEST

/* 1 arrives at 1, zero at 2, the error at 3. When 1 was used, at 6, its source goes on to 2, which is
 * too late. */
START_TEST(a_merge_hands_out_what_arrived_before_an_error) {
    it.frame.which = MERGE;
    it.frame.dawdles = 5;
    it.frame.numbers[1].period = 2;
    it.frame.numbers[1].fails_at = 90;
    it.frame.numbers[1].error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_str_eq(trace, "1 zero @12over");
}
END_TEST

/* It has happened, and would be lost. */
START_TEST(a_merge_that_is_closed_tells_an_error_that_was_to_come) {
    it.frame.which = MERGE;
    it.frame.how = BREAKS;
    it.frame.after = 1;
    it.frame.dawdles = 5;
    it.frame.numbers[1].period = 2;
    it.frame.numbers[1].fails_at = 90;
    it.frame.numbers[1].error = A;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), A);
    ck_assert_str_eq(trace, "1 @7over");
}
END_TEST

/* At 6, when the loop is left, both numbers stand at a YIELD, and have a second of cleanup to do. */
START_TEST(a_merge_closes_its_sources_at_the_same_time) {
    it.frame.which = MERGE;
    it.frame.how = BREAKS;
    it.frame.after = 1;
    it.frame.dawdles = 5;
    ck_assert_int_eq(coir_run_until(&loop, &it.task), 0);
    ck_assert_str_eq(trace, "1 @7over");
}
END_TEST

/* ---- The ways to read an item, and a stack of several ---- */

struct stack {
    CORO;
    struct numbers numbers;
    struct coir_source sources[2];
    void *items[2];
    struct words words;
    struct coir_filter odd;
    struct coir_map squares;
    struct coir_zip zip;
    struct coir_enumerate each;
    int squared, asked;
};

ASYNC(stack) {
    PREPARE(self->numbers, numbers, .from = 1, .to = 100);
    PREPARE(self->words, words);
    PREPARE(self->odd, coir_filter, .source = COIR_SOURCE(self->numbers, numbers),
            .predicate = is_odd, .argument = &self->asked);
    PREPARE(self->squares, coir_map, .source = COIR_SOURCE(self->odd, coir_filter),
            .function = square, .into = &self->squared, .size = sizeof(int));
    self->sources[0] = COIR_SOURCE(self->squares, coir_map);
    self->sources[1] = COIR_SOURCE(self->words, words);
    PREPARE(self->zip, coir_zip, .sources = self->sources, .count = 2, .items = self->items);
    ASYNC_FOR(self->each, coir_enumerate, .source = COIR_SOURCE(self->zip, coir_zip)) {
        note_int((int)self->each.numbered.index);
        note_int(COIR_ZIPPED(self->zip, 0, int));
        note(COIR_ZIPPED(self->zip, 1, const char *));
        ck_assert_ptr_eq(COIR_NUMBERED(self->each, void *), &self->squared);
        ck_assert_int_eq(COIR_ITEM(self->squares, int), self->squared);
    }
    ASYNC_FOR_END
    ck_assert_int_eq(open_sources, 0);
}
ASYNC_END

START_TEST(they_stack_up) {
    static COIR_TASK(stack) s;
    FRESH(s);
    coir_cancel(&it.task);
    START(&loop, s, stack);
    ck_assert_int_eq(coir_run_until(&loop, &s.task), 0);
    ck_assert_str_eq(trace, "0 1 zero 1 9 one 2 25 two");
}
END_TEST

/* ---- A merge left open ---- */

struct opener {
    CORO;
    struct numbers numbers[2];
    struct coir_arm arms[2];
    struct coir_merge merge;
};

ASYNC(opener) {
    PREPARE(self->numbers[0], numbers, .from = 1, .to = 4);
    PREPARE(self->numbers[1], numbers, .from = 11, .to = 14);
    ASYNC_NEXT(self->numbers[1], numbers);
    self->arms[0].source = COIR_SOURCE(self->numbers[0], numbers);
    self->arms[1].source = COIR_SOURCE(self->numbers[1], numbers);
    PREPARE(self->merge, coir_merge, .arms = self->arms, .count = 2);
    ASYNC_NEXT(self->merge, coir_merge);
    note_int(COIR_ITEM(self->merge, int));
    AWAIT(coir_sleep(COIR_S(9)));
    ASYNC_NEXT(self->merge, coir_merge);
    note_int(COIR_ITEM(self->merge, int));
    ASYNC_CLOSE(self->merge, coir_merge);
}
ASYNC_END

/* A source that was begun before is closed even if its task never ran. */
START_TEST(a_merge_is_at_most_one_item_ahead_and_closes_what_was_begun_before) {
    static COIR_TASK(opener) o;
    FRESH(o);
    coir_cancel(&it.task);
    START(&loop, o, opener);
    run_turns_and_wait(_i);
    if (_i == 0) {
        coir_run_until(&loop, &o.task);
        ck_assert_str_eq(trace, "1 12");
        ck_assert_int_eq(o.frame.numbers[0].from, 1);
    } else {
        coir_cancel(&o.task);
        coir_run_until(&loop, &o.task);
    }
    if (o.frame.merge.coir_.line != 0 && ENDED(o.frame.merge))
        ck_assert_int_eq(open_sources, 0);
}
END_TEST

/* Shuffled, the task of a source may be stopped before its first step. _i is the seed. */
START_TEST(in_any_order_a_merge_closes_what_was_begun_before) {
    static COIR_TASK(opener) o;
    FRESH(o);
    coir_cancel(&it.task);
    START(&loop, o, opener);
    loop.shuffle = (uint32_t)_i * 2654435761u + 1;
    for (int i = 0; i < 2 + _i % 3; i++)
        coir_poll(&loop);
    coir_cancel(&o.task);
    coir_run_until(&loop, &o.task);
    if (o.frame.merge.coir_.line != 0)
        ck_assert_int_eq(open_sources, 0);
}
END_TEST

/* ---- Somebody else cancels a task of a merge ---- */

struct slow_user {
    CORO;
    struct numbers numbers;
    struct coir_arm arm;
    struct coir_merge merge;
};

ASYNC(slow_user) {
    PREPARE(self->numbers, numbers, .from = 1, .to = 9);
    self->arm.source = COIR_SOURCE(self->numbers, numbers);
    ASYNC_FOR(self->merge, coir_merge, .arms = &self->arm, .count = 1) {
        AWAIT(coir_sleep(COIR_S(2)));
    }
    ASYNC_FOR_END
}
ASYNC_END

static int cancel_task(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

START_TEST(a_merge_goes_on_and_leaves_alone_a_source_that_was_stopped_and_cleans_up) {
    static COIR_TASK(slow_user) s;
    static struct coir_handle handle;
    FRESH(s);
    FRESH(handle);
    coir_cancel(&it.task);
    START(&loop, s, slow_user);
    coir_call_later(&loop, &handle, COIR_MS(1500), cancel_task, &s.frame.arm.pull.task);
    ck_assert_int_eq(coir_run_until(&loop, &s.task), COIR_CANCELLED);
    ck_assert(loop.now == COIR_MS(2500));
    ck_assert_int_eq(open_sources, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("itertools");
    TCase *tests = tcase_create("itertools");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_loop_test(tests, run_to_the_end_each_gives_what_it_should, 0, KINDS);
    tcase_add_loop_test(tests, however_the_loop_is_left_every_source_is_closed_before_what_follows,
                        0, (int)KINDS * (int)WAYS);
    tcase_add_loop_test(tests, cancelled_in_any_turn_every_source_is_closed_and_no_task_is_left, 0,
                        (int)KINDS * (int)TURNS);
    tcase_add_loop_test(tests, sources_that_swallow_a_cancellation_are_closed_all_the_same, 0, 20);
    tcase_add_loop_test(tests, an_error_of_a_source_comes_out_and_the_others_are_closed, 0, KINDS);
    tcase_add_loop_test(tests, an_error_of_a_sources_cleanup_comes_out, 0, KINDS);
    tcase_add_loop_test(tests, left_before_the_first_item_nothing_was_begun, 0, KINDS);
    tcase_add_test(tests, map_raises_what_its_function_returns);
    tcase_add_test(tests, take_asks_for_no_more_than_it_gives);
    tcase_add_test(tests, filter_asks_about_each_item_once);
    tcase_add_test(tests, a_merge_of_none_ends_at_once);
    tcase_add_test(tests, a_merge_hands_out_what_arrived_before_an_error);
    tcase_add_test(tests, a_merge_that_is_closed_tells_an_error_that_was_to_come);
    tcase_add_test(tests, a_merge_closes_its_sources_at_the_same_time);
    tcase_add_test(tests, they_stack_up);
    tcase_add_loop_test(tests, a_merge_is_at_most_one_item_ahead_and_closes_what_was_begun_before,
                        0, 12);
    tcase_add_loop_test(tests, in_any_order_a_merge_closes_what_was_begun_before, 0, 100);
    tcase_add_test(tests, a_merge_goes_on_and_leaves_alone_a_source_that_was_stopped_and_cleans_up);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
