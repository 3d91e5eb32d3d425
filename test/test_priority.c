/* test_priority.c - let urgent tasks run before all others; switched off, it costs nothing. */
#include "rig.h"

#include "coir/event.h"

#if COIR_PRIORITY
static struct coir_event bell;

struct worker {
    CORO;
    const char *name;
    bool rings, yields;
    int sleep; /* seconds */
};

ASYNC(worker) {
    if (self->sleep)
        AWAIT(coir_sleep(COIR_S(self->sleep)));
    else if (!self->rings)
        AWAIT(coir_event_wait(&bell));
    else
        AWAIT(coir_sleep(0));
    if (self->rings)
        coir_event_set(&bell);
    note(self->name);
    if (self->yields)
        AWAIT(coir_sleep(0));
    if (self->yields)
        note(self->name);
}
ASYNC_END

static COIR_TASK(worker) w[5];

static void begin(void) {
    open_rig();
    FRESH(w);
    coir_event_init(&bell);
}

START_TEST(an_urgent_task_runs_next_when_it_is_woken) {
    begin();
    START(&loop, w[0], worker, .name = "ring", .rings = true);
    START(&loop, w[1], worker, .name = "calm", .rings = true);
    START(&loop, w[2], worker, .name = "urgent");
    START(&loop, w[3], worker, .name = "waiter");
    coir_set_urgent(&w[2].task, true);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "ring urgent calm waiter");
    close_rig();
}
END_TEST

START_TEST(an_urgent_task_whose_deadline_comes_runs_first) {
    begin();
    for (int i = 0; i < 4; i++)
        START(&loop, w[i], worker, .name = "calm", .sleep = 1);
    coir_set_urgent(&w[2].task, true);
    w[2].frame.name = "urgent";
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "urgent calm calm calm");
    close_rig();
}
END_TEST

START_TEST(one_that_yields_lets_the_others_run) {
    begin();
    START(&loop, w[0], worker, .name = "ring", .rings = true);
    START(&loop, w[1], worker, .name = "calm");
    START(&loop, w[2], worker, .name = "urgent", .yields = true);
    coir_set_urgent(&w[2].task, true);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "ring urgent calm urgent");
    close_rig();
}
END_TEST
#else
START_TEST(switched_off_it_costs_nothing) {
    ck_assert_uint_eq(sizeof(struct coir_entry), 2 * sizeof(void *) + sizeof(coir_time) + 8);
}
END_TEST
#endif

int main(void) {
    Suite *suite = suite_create("priority");
    TCase *tests = tcase_create("priority");
#if COIR_PRIORITY
    tcase_add_test(tests, an_urgent_task_runs_next_when_it_is_woken);
    tcase_add_test(tests, an_urgent_task_whose_deadline_comes_runs_first);
    tcase_add_test(tests, one_that_yields_lets_the_others_run);
#else
    tcase_add_test(tests, switched_off_it_costs_nothing);
#endif
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
