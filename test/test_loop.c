/* test_loop.c - turns, callbacks, runs and their ends, reports. */
#include "rig.h"

#define A COIR_USER(1)

static struct coir_handle one, two, three;
static char reported[4000];

static int call(void *text) {
    note((const char *)text);
    return 0;
}

static int raise_a(void *nothing) {
    (void)nothing;
    return A;
}

static int call_again(void *text) {
    note((const char *)text);
    return coir_call_soon(&loop, &two, call, (void *)"again");
}

static void listen(const char *line) {
    size_t used = strlen(reported);
    snprintf(reported + used, sizeof reported - used, "%s\n", line);
}

static void set_up(void) {
    open_rig();
    FRESH(one);
    FRESH(two);
    FRESH(three);
    reported[0] = 0;
    loop.report = listen;
}

START_TEST(what_a_callback_schedules_runs_in_the_next_turn) {
    coir_call_soon(&loop, &one, call_again, (void *)"first");
    coir_call_soon(&loop, &three, call, (void *)"third");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "first third");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "first third again");
}
END_TEST

START_TEST(a_handle_in_use_is_refused) {
    ck_assert_int_eq(coir_call_soon(&loop, &one, call, NULL), 0);
    ck_assert_int_eq(coir_call_soon(&loop, &one, call, NULL), COIR_RUNTIME);
    ck_assert_int_eq(coir_call_later(&loop, &one, 5, call, NULL), COIR_RUNTIME);
    ck_assert(coir_handle_cancel(&one));
    ck_assert(!coir_handle_cancel(&one));
    ck_assert(coir_handle_cancelled(&one));
}
END_TEST

/* Two are sent from outside; the first to be called takes the other back, which is ready by then. */
static int take_back(void *handle) {
    ck_assert(coir_handle_cancel((struct coir_handle *)handle));
    return 0;
}

START_TEST(what_another_thread_sent_and_was_taken_back_can_be_sent_again) {
    ck_assert_int_eq(coir_call_soon_threadsafe(&loop, &one, take_back, &two), 0);
    ck_assert_int_eq(coir_call_soon_threadsafe(&loop, &two, call, (void *)(uintptr_t) "no"), 0);
    coir_poll(&loop);
    ck_assert_int_eq(coir_call_soon_threadsafe(&loop, &two, call, (void *)(uintptr_t) "yes"), 0);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "yes");
}
END_TEST

START_TEST(what_another_thread_sent_is_in_use_on_its_way) {
    coir_call_soon_threadsafe(&loop, &one, call, (void *)(uintptr_t) "one");
    coir_call_soon_threadsafe(&loop, &two, call, (void *)(uintptr_t) "two");
    ck_assert_int_eq(coir_call_soon(&loop, &two, call, NULL), COIR_RUNTIME);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "one two");
}
END_TEST

static struct coir_future sent;

static int answer(void *nothing) {
    (void)nothing;
    return coir_future_set(&sent, 0);
}

struct sender {
    CORO;
};

ASYNC(sender) {
    coir_call_soon_threadsafe(&loop, &one, answer, NULL);
    AWAIT(coir_future_wait(&sent));
}
ASYNC_END

START_TEST(who_waits_for_a_call_that_is_on_its_way_is_in_no_deadlock) {
    static COIR_TASK(sender) s;
    FRESH(s);
    coir_future_init(&sent, &loop);
    START(&loop, s, sender);
    ck_assert_int_eq(coir_run(&loop), 0);
}
END_TEST

START_TEST(a_closed_loop_takes_nothing) {
    coir_loop_close(&loop);
    ck_assert_int_eq(coir_call_soon(&loop, &one, call, NULL), COIR_RUNTIME);
    ck_assert_int_eq(coir_run(&loop), COIR_RUNTIME);
}
END_TEST

static int seen_error;

static void on_error(struct coir_loop *where, const char *what, int error) {
    (void)where;
    seen_error = error;
    note(what);
}

START_TEST(an_error_of_a_callback_goes_to_the_handler) {
    loop.on_error = on_error;
    coir_call_soon(&loop, &one, raise_a, NULL);
    coir_call_soon(&loop, &two, call, (void *)"next");
    coir_poll(&loop);
    ck_assert_int_eq(seen_error, A);
    ck_assert_str_eq(trace, "Exception in callback next");
}
END_TEST

struct sleeper {
    CORO;
    coir_time delay;
    int result;
};

ASYNC(sleeper) {
    AWAIT(coir_sleep(self->delay));
    self->result = 1;
}
ASYNC_END

struct thrower {
    CORO;
    struct sleeper sleeper;
};

ASYNC(thrower) {
    AWAIT(self->sleeper, sleeper, .delay = COIR_S(1));
    RAISE(A);
}
ASYNC_END

struct outer {
    CORO;
    struct thrower thrower;
};

ASYNC(outer) {
    AWAIT(self->thrower, thrower);
}
ASYNC_END

START_TEST(everybody_waiting_for_nothing_is_a_deadlock_that_names_them) {
    static COIR_TASK(sleeper) s;
    FRESH(s);
    START(&loop, s, sleeper, .delay = COIR_FOREVER);
    coir_set_name(&s.task, "Beauty");
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(reported, "deadlock"));
    ck_assert_ptr_nonnull(strstr(reported, "task Beauty: waiting"));
    ck_assert_ptr_nonnull(strstr(reported, "sleeper  "));
}
END_TEST

START_TEST(a_failure_tells_the_way_it_took) {
    static COIR_TASK(outer) o;
    static const struct coir_error_row rows[] = {{A, "ALIEN", "came from outside"}, {0, 0, 0}};
    FRESH(o);
    loop.errors = rows;
    START(&loop, o, outer);
    ck_assert_int_eq(coir_run_main(&loop, &o.task), A);
    coir_print_failure(&o.task);
    ck_assert_ptr_nonnull(strstr(reported, "task outer failed: ALIEN, came from outside"));
#if COIR_TRACEBACK_
    ck_assert_ptr_nonnull(strstr(reported, "    outer  "));
    ck_assert_ptr_nonnull(strstr(strstr(reported, "    outer  "), "    thrower  "));
#endif
}
END_TEST

/* Errors mostly pass cleanup on their way. */
struct tidy {
    CORO;
    struct thrower thrower;
};

ASYNC(tidy) {
    TRY {
        AWAIT(self->thrower, thrower);
    }
    FINALLY {
        note_at("tidied up");
    }
    TRY_END
}
ASYNC_END

START_TEST(a_failure_tells_its_way_through_cleanup) {
    static COIR_TASK(tidy) t;
    FRESH(t);
    START(&loop, t, tidy);
    ck_assert_int_eq(coir_run_main(&loop, &t.task), A);
    coir_print_failure(&t.task);
    ck_assert_ptr_nonnull(strstr(reported, "    tidy  "));
#if COIR_TRACEBACK_
    ck_assert_ptr_nonnull(strstr(strstr(reported, "    tidy  "), "    thrower  "));
#endif
}
END_TEST

START_TEST(a_failure_nobody_asked_about_tells_where_it_began) {
    static COIR_TASK(tidy) t;
    FRESH(t);
    START(&loop, t, tidy);
    ck_assert_int_eq(coir_run(&loop), 0);
    coir_loop_close(&loop);
    ck_assert_ptr_nonnull(strstr(reported, "    tidy  "));
#if COIR_TRACEBACK_
    ck_assert_ptr_nonnull(strstr(strstr(reported, "    tidy  "), "    thrower  "));
#endif
}
END_TEST

struct flagged {
    CORO;
    int *flag;
};

ASYNC(flagged) {
    AWAIT_UNTIL(*self->flag);
    note_at("flag");
}
ASYNC_END

struct raiser {
    CORO;
    int *flag;
};

ASYNC(raiser) {
    AWAIT(coir_sleep(COIR_S(2)));
    *self->flag = 1;
}
ASYNC_END

START_TEST(a_condition_is_seen_when_it_holds_and_does_not_keep_the_loop_awake) {
    static COIR_TASK(flagged) f;
    static COIR_TASK(raiser) r;
    int flag = 0;
    FRESH(f);
    FRESH(r);
    START(&loop, f, flagged, .flag = &flag);
    START(&loop, r, raiser, .flag = &flag);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "@2flag");
    ck_assert_uint_le(rig_port.waits, 2);
}
END_TEST

START_TEST(a_condition_that_nobody_fulfils_is_a_deadlock_too) {
    static COIR_TASK(flagged) f;
    int flag = 0;
    FRESH(f);
    START(&loop, f, flagged, .flag = &flag);
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
}
END_TEST

struct helper {
    CORO;
};

ASYNC(helper) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    FINALLY {
        note("helper");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(helper) late;

struct leftover {
    CORO;
};

ASYNC(leftover) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    FINALLY {
        START(coir_running_loop(), late, helper);
        AWAIT(coir_sleep(COIR_S(1)));
        note_at("leftover");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(leftover) rest;

struct program {
    CORO;
};

ASYNC(program) {
    START(coir_running_loop(), rest, leftover);
    AWAIT(coir_sleep(0));
}
ASYNC_END

START_TEST(what_is_left_at_the_end_is_cancelled_and_what_its_cleanup_starts_too) {
    static COIR_TASK(program) main_task;
    FRESH(main_task);
    FRESH(rest);
    FRESH(late);
    START(&loop, main_task, program);
    ck_assert_int_eq(coir_run_main(&loop, &main_task.task), 0);
    ck_assert_str_eq(trace, "@1leftover helper");
    ck_assert(coir_cancelled(&late.task));
}
END_TEST

static int freed;

static void release(void *memory) {
    freed++;
    free(memory);
}

START_TEST(a_spawned_task_is_freed_when_it_has_ended_and_was_released) {
    struct coir_task *early, *spawned;
    loop.allocate = malloc;
    loop.release = release;
    freed = 0;
    ck_assert_int_eq(SPAWN(early, &loop, sleeper, .delay = COIR_S(1)), 0);
    ck_assert_int_eq(SPAWN(spawned, &loop, sleeper, .delay = COIR_S(1)), 0);
    coir_release(early);
    ck_assert_int_eq(freed, 0);
    coir_run(&loop);
    ck_assert_int_eq(freed, 1);
    ck_assert_int_eq(COIR_FRAME(spawned, sleeper)->result, 1);
    coir_release(spawned);
    ck_assert_int_eq(freed, 2);
}
END_TEST

/* A leftover whose cleanup starts another task, in the memory of one that has just been freed. */
struct heir {
    CORO;
    struct coir_task *task;
};

ASYNC(heir) {
    TRY {
        AWAIT(coir_sleep(COIR_S(10)));
    }
    FINALLY {
        SPAWN(self->task, coir_running_loop(), sleeper, .delay = COIR_S(3600));
        coir_release(self->task);
    }
    TRY_END
}
ASYNC_END

struct forgetful {
    CORO;
    struct coir_task *a, *b;
};

ASYNC(forgetful) {
    SPAWN(self->a, coir_running_loop(), sleeper, .delay = COIR_S(10));
    coir_release(self->a);
    SPAWN(self->b, coir_running_loop(), heir);
    coir_release(self->b);
    AWAIT(coir_sleep(0));
}
ASYNC_END

START_TEST(a_released_task_that_outlives_the_main_one_is_cancelled_and_freed_and_not_asked_again) {
    static COIR_TASK(forgetful) main_task;
    FRESH(main_task);
    loop.allocate = malloc;
    loop.release = release;
    freed = 0;
    START(&loop, main_task, forgetful);
    ck_assert_int_eq(coir_run_main(&loop, &main_task.task), 0);
    ck_assert_int_eq(freed, 3);
    ck_assert_int_eq(rig_port.time, 0);
}
END_TEST

struct join_idle {
    CORO;
    struct coir_task *idle;
};

ASYNC(join_idle) {
    AWAIT(coir_join(self->idle));
}
ASYNC_END

START_TEST(a_task_that_was_never_started_cannot_be_joined_but_printed) {
    static COIR_TASK(sleeper) idle;
    static COIR_TASK(join_idle) joiner;
    FRESH(idle);
    FRESH(joiner);
    START(&loop, joiner, join_idle, .idle = &idle.task);
    ck_assert_int_eq(coir_run_until(&loop, &joiner.task), COIR_RUNTIME);
    coir_print_task(&joiner.task);
    ck_assert_ptr_nonnull(strstr(reported, "task join_idle: done"));
}
END_TEST

struct breaks {
    CORO;
    int error;
};

ASYNC(breaks) {
    AWAIT(coir_sleep(0));
    RAISE(self->error);
}
ASYNC_END

struct two_failures {
    CORO;
    struct coir_group group;
    COIR_TASK(breaks) a, b;
};

ASYNC(two_failures) {
    AWAIT(coir_sleep(0));
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->a, breaks, .error = COIR_EOF);
        START(&self->group, self->b, breaks, .error = COIR_VALUE);
    }
    ASYNC_WITH_END
}
ASYNC_END

START_TEST(the_failure_of_a_group_tells_those_of_its_tasks) {
    static COIR_TASK(two_failures) main_task;
    FRESH(main_task);
    START(&loop, main_task, two_failures);
    ck_assert_int_eq(coir_run_main(&loop, &main_task.task), COIR_GROUP);
    coir_print_failure(&main_task.task);
    ck_assert_ptr_nonnull(strstr(reported, "task two_failures failed: GROUP"));
    ck_assert_ptr_nonnull(strstr(reported, "task breaks failed: EOF"));
    ck_assert_ptr_nonnull(strstr(reported, "task breaks failed: VALUE"));
    ck_assert(!COIR_TRACEBACK_ || strstr(reported, "    breaks  "));
}
END_TEST

static void *no_memory(size_t size) {
    (void)size;
    return NULL;
}

START_TEST(without_memory_nothing_is_spawned) {
    struct coir_task *task;
    loop.allocate = no_memory;
    ck_assert_int_eq(SPAWN(task, &loop, sleeper), COIR_NO_MEMORY);
    ck_assert_ptr_null(task);
    ck_assert_int_eq(coir_run(&loop), 0);
}
END_TEST

START_TEST(a_closed_loop_spawns_nothing_and_there_is_nothing_to_release) {
    struct coir_task *task;
    coir_loop_close(&loop);
    ck_assert_int_eq(SPAWN(task, &loop, sleeper), COIR_RUNTIME);
    ck_assert_ptr_null(task);
    ck_assert_int_eq(SPAWN(task, &loop, sleeper, .delay = COIR_S(1)), COIR_RUNTIME);
    ck_assert_ptr_null(task);
}
END_TEST

/* A step during which time passes. */
struct slow {
    CORO;
};

ASYNC(slow) {
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    rig_port.time += COIR_MS(400);
}
ASYNC_END

START_TEST(a_deadline_is_not_put_off_by_a_step_that_took_long) {
    static COIR_TASK(slow) busy_one;
    static COIR_TASK(sleeper) patient;
    FRESH(busy_one);
    FRESH(patient);
    START(&loop, patient, sleeper, .delay = COIR_MS(500));
    START(&loop, busy_one, slow);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(rig_port.time, COIR_MS(500));
}
END_TEST

#if COIR_CHECKS
struct busy {
    CORO;
    int ms;
};

/* A step that takes its time. */
ASYNC(busy) {
    AWAIT(coir_sleep(0));
    rig_port.time += COIR_MS(self->ms);
    AWAIT(coir_sleep(0));
}
ASYNC_END

START_TEST(a_step_that_takes_too_long_is_reported_with_its_place) {
    static COIR_TASK(busy) short_one, long_one;
    open_rig();
    FRESH(short_one);
    FRESH(long_one);
    loop.report = note;
    loop.slow_step = COIR_MS(100);
    START(&loop, short_one, busy, .ms = 100);
    START(&loop, long_one, busy, .ms = 150);
    coir_set_name(&long_one.task, "long one");
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_ptr_eq(strstr(trace, "slow step: task long one ran for 150000 us     busy  "), trace);
    ck_assert_ptr_nonnull(strstr(trace, "test_loop.c"));
    close_rig();
}
END_TEST

struct teller {
    CORO;
    char name[2];
};

ASYNC(teller) {
    AWAIT(coir_sleep(0));
    note(self->name);
}
ASYNC_END

/* Run five tasks in the order that this seed makes. */
static const char *shuffled(uint32_t seed) {
    static COIR_TASK(teller) tellers[5];
    FRESH(tellers);
    open_rig();
    loop.shuffle = seed;
    for (int i = 0; i < 5; i++) {
        START(&loop, tellers[i], teller);
        tellers[i].frame.name[0] = (char)('a' + i);
    }
    ck_assert_int_eq(coir_run(&loop), 0);
    close_rig();
    return trace;
}

START_TEST(shuffled_the_order_is_another_one_for_each_seed_and_the_same_for_the_same) {
    char first[20];
    int different = 0;
    ck_assert_str_eq(shuffled(0), "a b c d e");
    strcpy(first, shuffled(1));
    ck_assert_str_eq(shuffled(1), first);
    for (uint32_t seed = 2; seed < 20; seed++)
        different += strcmp(shuffled(seed), first) != 0;
    ck_assert_int_gt(different, 12);
}
END_TEST
#endif

START_TEST(every_error_has_a_name_and_a_text_and_errno_is_found) {
    ck_assert_str_eq(coir_error_name(COIR_TIMEOUT), "TIMEOUT");
    ck_assert_str_eq(coir_error_name(COIR_CANCELLED), "CANCELLED");
    ck_assert_str_eq(coir_error_name(7), "OK");
    ck_assert_str_eq(coir_error_name(A), "USER");
    ck_assert_str_eq(coir_error_text(COIR_REFUSED), "connection refused");
    ck_assert_int_eq(coir_from_errno(12345), COIR_SYSTEM);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("loop");
    TCase *tests = tcase_create("loop");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, what_a_callback_schedules_runs_in_the_next_turn);
    tcase_add_test(tests, a_handle_in_use_is_refused);
    tcase_add_test(tests, what_another_thread_sent_and_was_taken_back_can_be_sent_again);
    tcase_add_test(tests, what_another_thread_sent_is_in_use_on_its_way);
    tcase_add_test(tests, who_waits_for_a_call_that_is_on_its_way_is_in_no_deadlock);
    tcase_add_test(tests, a_closed_loop_takes_nothing);
    tcase_add_test(tests, an_error_of_a_callback_goes_to_the_handler);
    tcase_add_test(tests, everybody_waiting_for_nothing_is_a_deadlock_that_names_them);
    tcase_add_test(tests, a_failure_tells_the_way_it_took);
    tcase_add_test(tests, a_failure_tells_its_way_through_cleanup);
    tcase_add_test(tests, a_failure_nobody_asked_about_tells_where_it_began);
    tcase_add_test(tests, a_condition_is_seen_when_it_holds_and_does_not_keep_the_loop_awake);
    tcase_add_test(tests, a_condition_that_nobody_fulfils_is_a_deadlock_too);
    tcase_add_test(tests, what_is_left_at_the_end_is_cancelled_and_what_its_cleanup_starts_too);
    tcase_add_test(tests, a_spawned_task_is_freed_when_it_has_ended_and_was_released);
    tcase_add_test(
        tests,
        a_released_task_that_outlives_the_main_one_is_cancelled_and_freed_and_not_asked_again);
    tcase_add_test(tests, a_task_that_was_never_started_cannot_be_joined_but_printed);
    tcase_add_test(tests, the_failure_of_a_group_tells_those_of_its_tasks);
    tcase_add_test(tests, without_memory_nothing_is_spawned);
    tcase_add_test(tests, a_closed_loop_spawns_nothing_and_there_is_nothing_to_release);
    tcase_add_test(tests, a_deadline_is_not_put_off_by_a_step_that_took_long);
#if COIR_CHECKS
    tcase_add_test(tests, a_step_that_takes_too_long_is_reported_with_its_place);
    tcase_add_test(tests,
                   shuffled_the_order_is_another_one_for_each_seed_and_the_same_for_the_same);
#endif
    tcase_add_test(tests, every_error_has_a_name_and_a_text_and_errno_is_found);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
