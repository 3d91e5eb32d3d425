/* test_group.c - a block that waits for its tasks, and what becomes of their errors. */
#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)
#define C COIR_USER(3)

/* Sleeps, fails or not; cancelled, it cleans up for a while and fails or not. */
struct child {
    CORO;
    const char *name;
    int after, error;           /* seconds */
    int cleanup, cleanup_error; /* seconds */
};

ASYNC(child) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->after)));
        if (self->error)
            RAISE(self->error);
        note_at(self->name);
    }
    CATCH(COIR_CANCELLED) {
        if (self->cleanup)
            AWAIT(coir_sleep(COIR_S(self->cleanup)));
        note_at("stopped");
        RAISE(self->cleanup_error ? self->cleanup_error : COIR_CANCELLED);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(child) kids[8];

/* The errors in order, and what is left: "-129 -130 (2)". */
static void note_errors(const struct coir_errors *errors) {
    struct coir_errors_at at;
    char text[40];
    int error;
    memset(&at, 0, sizeof at);
    while ((error = coir_errors_next(errors, &at))) {
        snprintf(text, sizeof text, "%d%s", error, at.task ? "" : "!");
        note(text);
    }
    snprintf(text, sizeof text, "(%u)", coir_errors_count(errors));
    note(text);
}

/* ---- The block waits ---- */

struct waits {
    CORO;
    struct coir_group group;
    int n, body_error, body_sleep;
    bool stop;
};

ASYNC(waits) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            for (int i = 0; i < self->n; i++)
                coir_start(&self->group.scope, &kids[i].task, COIR_CALL(kids[i].frame, child));
            if (self->body_sleep)
                AWAIT(coir_sleep(COIR_S(self->body_sleep)));
            if (self->stop)
                coir_group_cancel(&self->group);
            if (self->body_error)
                RAISE(self->body_error);
            note_at("body");
        }
        ASYNC_WITH_END
        note_at("over");
    }
    CATCH(COIR_ANY) {
        char text[20];
        snprintf(text, sizeof text, "error%d", CAUGHT);
        note_at(text);
        if (CAUGHT == COIR_GROUP)
            note_errors(coir_errors());
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(waits) block;

static void prepare_child(int i, int after, int error) {
    PREPARE(kids[i].frame, child, .name = "done", .after = after, .error = error);
}

static void begin(void) {
    open_rig();
    FRESH(kids);
    FRESH(block);
}

static int run(void) {
    int error = coir_run(&loop);
    ck_assert_int_eq(error, 0);
    error = coir_outcome(&block.task);
    ck_assert_int_eq(coir_cancelling(&block.task), 0);
    close_rig();
    return error;
}

START_TEST(the_block_waits_for_its_last_task) {
    begin();
    prepare_child(0, 3, 0);
    prepare_child(1, 1, 0);
    START(&loop, block, waits, .n = 2);
    ck_assert_int_eq(run(), 0);
    ck_assert_str_eq(trace, "@0body @1done @3done @3over");
}
END_TEST

START_TEST(the_first_failure_stops_the_others_and_the_block) {
    begin();
    prepare_child(0, 9, 0);
    prepare_child(1, 1, A);
    prepare_child(2, 9, 0);
    kids[2].frame.cleanup = 2;
    START(&loop, block, waits, .n = 3, .body_sleep = 50);
    ck_assert_int_eq(run(), COIR_GROUP);
    ck_assert_str_eq(trace, "@1stopped @3stopped @3error-15 -129 (1)");
}
END_TEST

START_TEST(errors_come_in_the_order_in_which_tasks_failed_and_the_block_last) {
    begin();
    prepare_child(0, 9, 0);
    kids[0].frame.cleanup = 2;
    kids[0].frame.cleanup_error = B;
    prepare_child(1, 9, 0);
    kids[1].frame.cleanup_error = C;
    START(&loop, block, waits, .n = 2, .body_sleep = 1, .body_error = A);
    ck_assert_int_eq(run(), COIR_GROUP);
    ck_assert_str_eq(trace, "@1stopped @3stopped @3error-15 -131 -130 -129! (3)");
}
END_TEST

START_TEST(cancelled_from_outside_it_cancels_and_waits_and_passes_that_on) {
    for (int body_sleep = 0; body_sleep < 20; body_sleep += 10) {
        begin();
        prepare_child(0, 9, 0);
        kids[0].frame.cleanup = 1;
        START(&loop, block, waits, .n = 1, .body_sleep = body_sleep);
        for (int turn = 0; turn < 4; turn++)
            coir_poll(&loop);
        coir_cancel(&block.task);
        ck_assert_int_eq(coir_run(&loop), 0);
        ck_assert_int_eq(coir_outcome(&block.task), COIR_CANCELLED);
        ck_assert_str_eq(trace,
                         body_sleep ? "@1stopped @1error-250" : "@0body @1stopped @1error-250");
        close_rig();
    }
}
END_TEST

START_TEST(stopped_by_hand_it_ends_without_an_error) {
    begin();
    prepare_child(0, 9, 0);
    START(&loop, block, waits, .n = 1, .stop = true);
    ck_assert_int_eq(run(), 0);
    ck_assert_str_eq(trace, "@0body @0over");
    ck_assert_int_eq(coir_outcome(&kids[0].task), COIR_CANCELLED);
}
END_TEST

START_TEST(stopped_by_hand_and_cancelled_from_outside_the_cancellation_passes) {
    begin();
    prepare_child(0, 9, 0);
    kids[0].frame.cleanup = 2;
    START(&loop, block, waits, .n = 1, .body_sleep = 50);
    for (int turn = 0; turn < 3; turn++)
        coir_poll(&loop);
    coir_group_cancel(&block.frame.group);
    coir_poll(&loop);
    coir_cancel(&block.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&block.task), COIR_CANCELLED);
    close_rig();
}
END_TEST

START_TEST(a_group_that_is_not_open_takes_no_task) {
    begin();
    ck_assert_int_eq(START(&block.frame.group, kids[0], child), COIR_RUNTIME);
    START(&loop, block, waits);
    ck_assert_int_eq(run(), 0);
    ck_assert_int_eq(START(&block.frame.group, kids[0], child), COIR_RUNTIME);
}
END_TEST

/* A task that is done may be started again, but not before its group knows. */
struct restarts {
    CORO;
    struct coir_group group;
    int first, second;
};

static int again(void *group) {
    return START((struct coir_group *)group, kids[0], child, .name = "again");
}

ASYNC(restarts) {
    static struct coir_handle handle;
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, kids[0], child, .name = "once");
        START(&self->group, kids[1], child, .name = "longer", .after = 1);
        memset(&handle, 0, sizeof handle);
        coir_on_done(&kids[0].task, &handle, again, &self->group);
    }
    ASYNC_WITH_END
}
ASYNC_END

START_TEST(a_task_of_a_group_is_started_again_from_its_done_callback) {
    static COIR_TASK(restarts) r;
    begin();
    FRESH(r);
    START(&loop, r, restarts);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&r.task), 0);
    ck_assert_str_eq(trace, "@0once @0again @1longer");
    close_rig();
}
END_TEST

struct ingrate {
    CORO;
    struct coir_task *parent;
    int error;
};

ASYNC(ingrate) {
    TRY {
        AWAIT(coir_join(self->parent));
    }
    CATCH(COIR_ERROR) {
        self->error = CAUGHT;
    }
    TRY_END
}
ASYNC_END

struct family {
    CORO;
    struct coir_group outer, inner;
    COIR_TASK(ingrate) child;
};

ASYNC(family) {
    ASYNC_WITH(self->outer, coir_group) {
        ASYNC_WITH(self->inner, coir_group) {
            START(&self->inner, self->child, ingrate, .parent = coir_current());
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
}
ASYNC_END

START_TEST(a_task_that_waits_for_who_runs_its_group_is_told) {
    static COIR_TASK(family) f;
    begin();
    FRESH(f);
    START(&loop, f, family);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(f.frame.child.frame.error, COIR_RUNTIME);
    close_rig();
}
END_TEST

/* ---- Spawned and released ---- */

struct spawns {
    CORO;
    struct coir_group group;
    struct coir_task *task;
    int error;
};

ASYNC(spawns) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            for (int i = 0; i < 3; i++) {
                SPAWN(self->task, &self->group, child, .after = 1, .error = self->error - i / 2);
                coir_release(self->task);
            }
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        note_errors(coir_errors());
    }
    TRY_END
}
ASYNC_END

START_TEST(errors_of_released_tasks_are_known_by_kind) {
    static COIR_TASK(spawns) s;
    begin();
    FRESH(s);
    START(&loop, s, spawns, .error = A);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "-129! -130! (2)");
    close_rig();
}
END_TEST

/* The handle is given back in a cleanup in the block, or around it: before anybody looks at the errors. */
struct keeps {
    CORO;
    struct coir_group group;
    struct coir_task *task;
    bool inside;
};

ASYNC(keeps) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            SPAWN(self->task, &self->group, child, .after = 1, .error = A);
            TRY {
                if (self->inside)
                    AWAIT(coir_join(self->task));
            }
            FINALLY {
                if (self->inside)
                    coir_release(self->task);
            }
            TRY_END
        }
        ASYNC_WITH_END
    }
    FINALLY {
        if (!self->inside)
            coir_release(self->task);
    }
    TRY_END
}
ASYNC_END

struct looks {
    CORO;
    struct keeps keeps;
    bool inside;
};

ASYNC(looks) {
    TRY {
        AWAIT(self->keeps, keeps, .inside = self->inside);
    }
    CATCH_STAR(A) {
        note_errors(coir_errors_caught());
    }
    TRY_END
}
ASYNC_END

START_TEST(the_error_of_a_spawned_task_outlives_it) {
    static COIR_TASK(looks) l;
    begin();
    FRESH(l);
    START(&loop, l, looks, .inside = _i);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "-129! (1)");
    ck_assert_int_eq(coir_outcome(&l.task), 0);
    close_rig();
}
END_TEST

/* A task that ran a group is given back before its errors are looked for. */
struct hasty {
    CORO;
    struct coir_task *task;
};

ASYNC(hasty) {
    TRY {
        TRY {
            SPAWN(self->task, &loop, keeps, .inside = true);
            AWAIT(coir_join(self->task));
        }
        FINALLY {
            coir_release(self->task);
        }
        TRY_END
    }
    CATCH_STAR(A) {
        note("never");
    }
    CATCH(COIR_GROUP) {
        note(coir_errors() ? "?" : "unknown");
    }
    TRY_END
}
ASYNC_END

START_TEST(the_errors_of_a_group_go_with_the_task_that_ran_it) {
    static COIR_TASK(hasty) h;
    begin();
    FRESH(h);
    START(&loop, h, hasty);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&h.task), 0);
    ck_assert_str_eq(trace, "unknown");
    close_rig();
}
END_TEST

/* ---- CATCH_STAR ---- */

struct nested {
    CORO;
    struct coir_group outer, inner;
};

/* Two groups in one task: the inner fails with B and C, the outer with A before. */
ASYNC(nested) {
    ASYNC_WITH(self->outer, coir_group) {
        START(&self->outer, kids[0], child, .after = 1, .error = A);
        ASYNC_WITH(self->inner, coir_group) {
            START(&self->inner, kids[1], child, .after = 1, .error = B);
            START(&self->inner, kids[2], child, .after = 1, .error = C);
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
}
ASYNC_END

struct stars {
    CORO;
    struct nested nested;
    COIR_TASK(nested) task;
    int which;
};

ASYNC(stars) {
    TRY {
        TRY {
            if (self->which == 1) {
                START(coir_running_loop(), self->task, nested);
                AWAIT(coir_join(&self->task.task));
            }
            AWAIT(self->nested, nested);
        }
        CATCH_STAR(B) {
            note("B:");
            note_errors(coir_errors_caught());
            AWAIT(coir_sleep(0));
            if (self->which == 2)
                RAISE(COIR_USER(9));
        }
        CATCH_STAR(COIR_USER(7), COIR_USER(8)) {
            note("never");
        }
        FINALLY {
            note("finally");
        }
        TRY_END
    }
    CATCH_STAR(A, COIR_USER(9), C) {
        note("A, C:");
        note_errors(coir_errors_caught());
        note(CAUGHT == A ? "A" : "?");
    }
    CATCH_STAR(COIR_ERROR) {
        note("never");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(stars) starred;

static int run_stars(int which) {
    begin();
    FRESH(starred);
    START(&loop, starred, stars, .which = which);
    ck_assert_int_eq(coir_run(&loop), 0);
    close_rig();
    return coir_outcome(&starred.task);
}

START_TEST(a_kind_is_taken_out_of_nested_groups_and_the_rest_goes_on) {
    ck_assert_int_eq(run_stars(0), 0);
    ck_assert_str_eq(trace, "B: -130 (1) finally A, C: -129 -131 (2) A");
}
END_TEST

START_TEST(the_errors_are_found_by_who_joins_the_task) {
    ck_assert_int_eq(run_stars(1), 0);
    ck_assert_str_eq(trace, "B: -130 (1) finally A, C: -129 -131 (2) A");
}
END_TEST

START_TEST(an_error_raised_in_a_clause_joins_the_rest) {
    ck_assert_int_eq(run_stars(2), 0);
    ck_assert_str_eq(trace, "B: -130 (1) finally A, C: -129 -131 -137! (3) A");
}
END_TEST

/* A group that failed, and a frame whose memory is used for something else afterwards. */
struct caught {
    CORO;
    struct coir_group group;
};

ASYNC(caught) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, kids[0], child, .error = A);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
    }
    TRY_END
}
ASYNC_END

struct later {
    CORO;
    union {
        struct caught caught;
        char bytes[sizeof(struct caught)];
    } memory;
    bool reuse;
    int error;
};

ASYNC(later) {
    AWAIT(self->memory.caught, caught);
    if (self->reuse)
        memset(&self->memory, 7, sizeof self->memory);
    TRY {
        TRY {
            if (self->error)
                RAISE(self->error);
        }
        CATCH_STAR(B) {
            note(coir_errors_caught() ? "?" : "alone");
            RAISE(C);
        }
        TRY_END
    }
    CATCH(COIR_ANY) {
        note(CAUGHT == C ? "C" : "?");
    }
    TRY_END
    for (size_t i = 0; self->reuse && i < sizeof self->memory; i++)
        ck_assert_int_eq(self->memory.bytes[i], 7);
}
ASYNC_END

/* _i counts in binary: was an error raised, and is the memory used again? */
START_TEST(a_group_that_failed_before_has_nothing_to_do_with_a_naked_error) {
    static COIR_TASK(later) l;
    begin();
    FRESH(l);
    FRESH(kids);
    START(&loop, l, later, .error = _i & 1 ? B : 0, .reuse = _i & 2);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&l.task), 0);
    ck_assert_ptr_nonnull(strstr(trace, _i & 1 ? "alone C" : ""));
    close_rig();
}
END_TEST

struct naked {
    CORO;
    int error;
};

ASYNC(naked) {
    TRY {
        RAISE(self->error);
    }
    CATCH_STAR(A, B) {
        note(CAUGHT == B ? "B" : "?");
        note(coir_errors_caught() ? "?" : "alone");
    }
    TRY_END
}
ASYNC_END

START_TEST(a_naked_error_is_caught_as_by_catch) {
    static COIR_TASK(naked) n;
    begin();
    FRESH(n);
    START(&loop, n, naked, .error = B);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&n.task), 0);
    START(&loop, n, naked, .error = C);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&n.task), C);
    ck_assert_str_eq(trace, "B alone");
    close_rig();
}
END_TEST

START_TEST(kinds_are_found_without_taking_them) {
    begin();
    prepare_child(0, 1, A);
    prepare_child(1, 1, COIR_TIMEOUT);
    START(&loop, block, waits, .n = 2);
    ck_assert_int_eq(run(), COIR_GROUP);
    ck_assert(coir_errors_has(coir_errors_of(&block.task), A));
    ck_assert(coir_errors_has(coir_errors_of(&block.task), COIR_ERROR));
    ck_assert(!coir_errors_has(coir_errors_of(&block.task), B));
    ck_assert_uint_eq(coir_errors_count(NULL), 0);
}
END_TEST

/* ---- Cancel at every turn ---- */

START_TEST(cancelled_at_any_turn_every_task_ends_and_the_count_is_even) {
    for (int turn = 0; turn < 12; turn++) {
        begin();
        prepare_child(0, 2, 0);
        prepare_child(1, 3, A);
        prepare_child(2, 9, 0);
        kids[2].frame.cleanup = 1;
        START(&loop, block, waits, .n = 3, .body_sleep = 4);
        run_turns(turn);
        coir_cancel(&block.task);
        ck_assert_int_eq(coir_run(&loop), 0);
        ck_assert(coir_done(&block.task));
        for (int i = 0; i < 3; i++)
            ck_assert(kids[i].task.entry.state == COIR_IDLE || coir_done(&kids[i].task));
        ck_assert(coir_list_empty(&loop.scope.others));
        close_rig();
    }
}
END_TEST

/* ---- Errors that nobody reads ---- */

static void listener(struct coir_loop *at, const char *what, int error) {
    (void)at;
    note(what);
    note(coir_error_name(error));
}

START_TEST(a_failure_nobody_asked_about_is_told_when_the_loop_closes) {
    begin();
    loop.on_error = listener;
    START(&loop, kids[0], child, .error = COIR_IO);
    START(&loop, kids[1], child, .error = COIR_LIMIT);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&kids[1].task), COIR_LIMIT);
    close_rig();
    ck_assert_str_eq(trace, "Task exception was never retrieved IO");
}
END_TEST

START_TEST(a_failure_nobody_asked_about_is_told_when_the_task_starts_again) {
    begin();
    loop.on_error = listener;
    START(&loop, kids[0], child, .error = COIR_IO);
    ck_assert_int_eq(coir_run(&loop), 0);
    START(&loop, kids[0], child, .name = "done");
    ck_assert_int_eq(coir_run(&loop), 0);
    close_rig();
    ck_assert_str_eq(trace, "Task exception was never retrieved IO @0done");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("group");
    TCase *tests = tcase_create("group");
    tcase_add_test(tests, the_block_waits_for_its_last_task);
    tcase_add_test(tests, the_first_failure_stops_the_others_and_the_block);
    tcase_add_test(tests, errors_come_in_the_order_in_which_tasks_failed_and_the_block_last);
    tcase_add_test(tests, cancelled_from_outside_it_cancels_and_waits_and_passes_that_on);
    tcase_add_test(tests, stopped_by_hand_it_ends_without_an_error);
    tcase_add_test(tests, stopped_by_hand_and_cancelled_from_outside_the_cancellation_passes);
    tcase_add_test(tests, a_group_that_is_not_open_takes_no_task);
    tcase_add_test(tests, a_task_of_a_group_is_started_again_from_its_done_callback);
    tcase_add_test(tests, a_task_that_waits_for_who_runs_its_group_is_told);
    tcase_add_test(tests, errors_of_released_tasks_are_known_by_kind);
    tcase_add_loop_test(tests, the_error_of_a_spawned_task_outlives_it, 0, 2);
    tcase_add_test(tests, the_errors_of_a_group_go_with_the_task_that_ran_it);
    tcase_add_test(tests, a_kind_is_taken_out_of_nested_groups_and_the_rest_goes_on);
    tcase_add_test(tests, the_errors_are_found_by_who_joins_the_task);
    tcase_add_test(tests, an_error_raised_in_a_clause_joins_the_rest);
    tcase_add_test(tests, a_naked_error_is_caught_as_by_catch);
    tcase_add_loop_test(tests, a_group_that_failed_before_has_nothing_to_do_with_a_naked_error, 0,
                        4);
    tcase_add_test(tests, kinds_are_found_without_taking_them);
    tcase_add_test(tests, cancelled_at_any_turn_every_task_ends_and_the_count_is_even);
    tcase_add_test(tests, a_failure_nobody_asked_about_is_told_when_the_loop_closes);
    tcase_add_test(tests, a_failure_nobody_asked_about_is_told_when_the_task_starts_again);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
