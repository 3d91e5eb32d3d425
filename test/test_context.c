/* test_context.c - values that belong to a task and to what it starts. */
#include "rig.h"

static const struct coir_var user = {"user"}, place = {"place"};

static void note_values(void) {
    note((const char *)coir_var_get(&user, (void *)"nobody"));
    note((const char *)coir_var_get(&place, (void *)"nowhere"));
}

struct child {
    CORO;
    const char *name;
    struct coir_token token;
};

ASYNC(child) {
    note_values();
    coir_var_set(&user, &self->token, (void *)self->name);
    AWAIT(coir_sleep(0));
    note_values();
}
ASYNC_END

struct parent {
    CORO;
    struct coir_token user, place, again;
    COIR_TASK(child) first, second;
    struct coir_handle handle;
};

static int tell(void *argument) {
    (void)argument;
    note("callback:");
    note_values();
    return 0;
}

ASYNC(parent) {
    coir_var_set(&user, &self->user, (void *)"ann");
    START(&loop, self->first, child, .name = "bob");
    coir_call_soon(&loop, &self->handle, tell, NULL);
    coir_var_set(&place, &self->place, (void *)"here");
    START_EAGER(&loop, self->second, child, .name = "cid");
    note("parent:");
    note_values();
    AWAIT(coir_join(&self->first.task));
    AWAIT(coir_join(&self->second.task));
    note_values();
    coir_var_set(&user, &self->again, (void *)"dan");
    ck_assert_int_eq(coir_var_reset(&self->user), COIR_VALUE);
    ck_assert_int_eq(coir_var_reset(&self->again), 0);
    ck_assert_int_eq(coir_var_reset(&self->place), 0);
    note_values();
}
ASYNC_END

START_TEST(who_is_started_inherits_and_keeps_its_own_to_itself) {
    static COIR_TASK(parent) p;
    struct coir_token token;
    open_rig();
    FRESH(p);
    START(&loop, p, parent);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "ann here parent: ann here ann nowhere callback: ann nowhere cid here "
                            "bob nowhere ann here ann nowhere");
    ck_assert_int_eq(coir_var_set(&user, &token, NULL), COIR_RUNTIME);
    ck_assert_ptr_null(coir_var_get(&user, NULL));
    close_rig();
}
END_TEST

struct twice {
    CORO;
    struct coir_token token;
};

ASYNC(twice) {
    ck_assert_int_eq(coir_var_set(&user, &self->token, (void *)"ann"), 0);
    ck_assert_int_eq(coir_var_set(&user, &self->token, (void *)"bob"), COIR_VALUE);
    note_values();
    ck_assert_int_eq(coir_var_reset(&self->token), 0);
    ck_assert_int_eq(coir_var_set(&user, &self->token, (void *)"cid"), 0);
    note_values();
    AWAIT(coir_sleep(0));
}
ASYNC_END

START_TEST(a_token_remembers_one_value_at_a_time) {
    static COIR_TASK(twice) t;
    open_rig();
    FRESH(t);
    START(&loop, t, twice);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "ann nowhere cid nowhere");
    close_rig();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("context");
    TCase *tests = tcase_create("context");
    tcase_add_test(tests, who_is_started_inherits_and_keeps_its_own_to_itself);
    tcase_add_test(tests, a_token_remembers_one_value_at_a_time);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
