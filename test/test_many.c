/* test_many.c - what runs, waits for and limits tasks takes a thousand of any mix, known at run time.
 *
 *     test_many WORD...    one task per word: sleeps, turns or adds; without words, 1,000 of them
 *
 * The arrays are as long as the command line says, and from calloc.
 */
#include "rig.h"

/* Three coroutines with nothing in common but that they end with their number as the result. */
struct sleeps {
    CORO;
    int number;
    int result;
};

ASYNC(sleeps) {
    AWAIT(coir_sleep(COIR_S(1 + self->number % 10)));
    RETURN(self->number);
}
ASYNC_END

struct turns {
    CORO;
    char line[100];
    int i, number;
    int result;
};

ASYNC(turns) {
    for (self->i = 0; self->i < self->number % 10; self->i++)
        AWAIT(coir_sleep(0));
    RETURN(self->number);
}
ASYNC_END

struct adds {
    CORO;
    struct turns turns;
    struct sleeps sleeps;
    int number;
    int result;
};

ASYNC(adds) {
    AWAIT(self->sleeps, sleeps, .number = self->number / 2);
    AWAIT(self->turns, turns, .number = self->number - self->number / 2);
    RETURN(self->sleeps.result + self->turns.result);
}
ASYNC_END

/* ---- As many as there are words ---- */

static char **words;
static unsigned count;

static void **frames;             /* of three types */
static struct coir_frame **calls; /* the same as values */
static int **results;             /* where their results are */
static struct coir_task *tasks;
static struct coir_watch *watches;

static void *fresh(size_t number, size_t size) {
    void *memory = calloc(number ? number : 1, size);
    ck_assert_ptr_nonnull(memory);
    return memory;
}

#define MAKE(name)                                                                                 \
    {                                                                                              \
        struct name *frame = (struct name *)fresh(1, sizeof *frame);                               \
        PREPARE(*frame, name, .number = (int)i);                                                   \
        frames[i] = frame;                                                                         \
        calls[i] = COIR_CALL(*frame, name);                                                        \
        results[i] = &frame->result;                                                               \
    }

static void set_up(void) {
    open_rig();
    frames = (void **)fresh(count, sizeof *frames);
    calls = (struct coir_frame **)fresh(count, sizeof *calls);
    results = (int **)fresh(count, sizeof *results);
    tasks = (struct coir_task *)fresh(count, sizeof *tasks);
    watches = (struct coir_watch *)fresh(count, sizeof *watches);
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(words[i], "sleeps") == 0)
            MAKE(sleeps)
        else if (strcmp(words[i], "turns") == 0)
            MAKE(turns)
        else
            MAKE(adds)
    }
    coir_watch_all(watches, tasks, sizeof *tasks, count);
}

static void tear_down(void) {
    for (unsigned i = 0; i < count; i++)
        free(frames[i]);
    free(frames);
    free(calls);
    free(results);
    free(tasks);
    free(watches);
    close_rig();
}

static void start_all(void) {
    for (unsigned i = 0; i < count; i++)
        ck_assert_int_eq(coir_start(&loop.scope, &tasks[i], calls[i]), 0);
}

/* Every result is there, in its place. */
static void check_all(void) {
    ck_assert_int_eq((int)loop.tasks, 0);
    for (unsigned i = 0; i < count; i++)
        ck_assert_int_eq(*results[i], (int)i);
}

static void run(struct coir_task *task, struct coir_frame *call) {
    memset(task, 0, sizeof *task);
    coir_start(&loop.scope, task, call);
    ck_assert_int_eq(coir_run_until(&loop, task), 0);
}

static struct coir_task task;

START_TEST(gather_takes_them) {
    static struct coir_gather gather;
    start_all();
    PREPARE(gather, coir_gather, .watch = watches, .count = count);
    run(&task, COIR_CALL(gather, coir_gather));
    check_all();
}
END_TEST

START_TEST(wait_takes_them) {
    static struct coir_wait wait;
    start_all();
    PREPARE(wait, coir_wait, .watch = watches, .count = count);
    run(&task, COIR_CALL(wait, coir_wait));
    ck_assert_uint_eq(wait.done, count);
    check_all();
}
END_TEST

struct each {
    CORO;
    struct coir_as_completed done;
    unsigned n;
};

ASYNC(each) {
    ASYNC_FOR(self->done, coir_as_completed, .watch = watches, .count = count) {
        ck_assert_int_eq(*results[self->done.value - tasks], (int)(self->done.watched - watches));
        self->n++;
    }
    ASYNC_FOR_END
}
ASYNC_END

START_TEST(as_completed_takes_them) {
    static struct each each_frame;
    start_all();
    PREPARE(each_frame, each);
    run(&task, COIR_CALL(each_frame, each));
    ck_assert_uint_eq(each_frame.n, count);
    check_all();
}
END_TEST

/* All have the same deadline: one that takes too long is stopped, and nobody else. */
START_TEST(wait_for_takes_each_as_a_value) {
    struct coir_wait_for *waits = (struct coir_wait_for *)fresh(count, sizeof *waits);
    int late = 0;
    for (unsigned i = 0; i < count; i++) {
        PREPARE(waits[i], coir_wait_for, .call = calls[i], .delay = COIR_S(6));
        coir_start(&loop.scope, &tasks[i], COIR_CALL(waits[i], coir_wait_for));
    }
    ck_assert_int_eq(coir_run(&loop), 0);
    for (unsigned i = 0; i < count; i++) {
        int outcome = coir_outcome(&tasks[i]);
        ck_assert(outcome == 0 ? *results[i] == (int)i : outcome == COIR_TIMEOUT);
        late += outcome == COIR_TIMEOUT;
    }
    ck_assert(count < 10 || (late > 0 && late < (int)count));
    free(waits);
}
END_TEST

START_TEST(shield_takes_each_and_keeps_it_from_a_cancellation) {
    struct coir_shield *shields = (struct coir_shield *)fresh(count, sizeof *shields);
    struct coir_task *outer = (struct coir_task *)fresh(count, sizeof *outer);
    start_all();
    for (unsigned i = 0; i < count; i++) {
        PREPARE(shields[i], coir_shield, .task = &tasks[i]);
        coir_start(&loop.scope, &outer[i], COIR_CALL(shields[i], coir_shield));
    }
    coir_poll(&loop);
    for (unsigned i = 0; i < count; i += 2)
        watches[i].done = coir_cancel(&outer[i]); /* false if it is over already */
    ck_assert_int_eq(coir_run(&loop), 0);
    for (unsigned i = 0; i < count; i++)
        ck_assert_int_eq(coir_outcome(&outer[i]), watches[i].done ? (int)COIR_CANCELLED : 0);
    check_all();
    free(shields);
    free(outer);
}
END_TEST

START_TEST(first_takes_them_and_stops_all_but_one) {
    static struct coir_first_cancel_rest first;
    start_all();
    PREPARE(first, coir_first_cancel_rest, .watch = watches, .count = count);
    if (count == 0)
        return;
    run(&task, COIR_CALL(first, coir_first_cancel_rest));
    ck_assert_int_eq((int)loop.tasks, 0);
    ck_assert_int_eq(coir_outcome(&tasks[first.winner]), 0);
    for (unsigned i = 0; i < count; i++)
        ck_assert(coir_done(&tasks[i]));
    ck_assert_uint_gt(first.failures + 1, count / 2);
}
END_TEST

/* _i is how many at a time. */
START_TEST(limit_takes_them_as_values) {
    static struct coir_limit limit;
    unsigned at_most = 1u << _i;
    struct coir_worker *workers = (struct coir_worker *)fresh(at_most, sizeof *workers);
    PREPARE(limit, coir_limit, .calls = calls, .count = count, .workers = workers,
            .at_most = at_most);
    run(&task, COIR_CALL(limit, coir_limit));
    check_all();
    free(workers);
}
END_TEST

struct family {
    CORO;
    struct coir_group group;
    unsigned i;
};

ASYNC(family) {
    self->i = 0;
    ASYNC_WITH(self->group, coir_group) {
        for (; self->i < count; self->i++)
            coir_start(&self->group.scope, &tasks[self->i], calls[self->i]);
    }
    ASYNC_WITH_END
}
ASYNC_END

START_TEST(a_group_takes_them) {
    static struct family family_frame;
    PREPARE(family_frame, family);
    run(&task, COIR_CALL(family_frame, family));
    check_all();
}
END_TEST

struct last {
    CORO;
    int result;
};

ASYNC(last) {
    AWAIT(coir_wait_for_others());
    RETURN((int)loop.tasks);
}
ASYNC_END

START_TEST(wait_for_others_waits_for_them) {
    static struct last last_frame;
    start_all();
    PREPARE(last_frame, last);
    run(&task, COIR_CALL(last_frame, last));
    ck_assert_int_eq(last_frame.result, 1);
    check_all();
}
END_TEST

int main(int argc, char **argv) {
    static char sleeps_word[] = "sleeps", turns_word[] = "turns", adds_word[] = "adds";
    static char *usual[1000];
    for (int i = 0; i < 1000; i++)
        usual[i] = i % 3 == 0 ? sleeps_word : i % 3 == 1 ? turns_word : adds_word;
    words = argc > 1 ? argv + 1 : usual;
    count = argc > 1 ? (unsigned)argc - 1 : 1000;

    Suite *suite = suite_create("many");
    TCase *tests = tcase_create("many");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, gather_takes_them);
    tcase_add_test(tests, wait_takes_them);
    tcase_add_test(tests, as_completed_takes_them);
    tcase_add_test(tests, wait_for_takes_each_as_a_value);
    tcase_add_test(tests, shield_takes_each_and_keeps_it_from_a_cancellation);
    tcase_add_test(tests, first_takes_them_and_stops_all_but_one);
    tcase_add_loop_test(tests, limit_takes_them_as_values, 0, 11);
    tcase_add_test(tests, a_group_takes_them);
    tcase_add_test(tests, wait_for_others_waits_for_them);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
