/* test_timers.c - deadlines come in order, equal ones as they were set, against a sorted model. */
#include "rig.h"

enum { MANY = 300 };

static struct coir_handle handle[MANY];
static struct {
    coir_time when;
    int order;
    bool live;
} model[MANY];
static int fired[MANY], fired_count, orders;

static int fire(void *which) {
    fired[fired_count++] = (int)((struct coir_handle *)which - handle);
    return 0;
}

static uint32_t dice(uint32_t sides) {
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % sides;
}

/* The next live timer of the model that is due, or -1. */
static int next_due(coir_time now) {
    int best = -1;
    for (int i = 0; i < MANY; i++)
        if (model[i].live && model[i].when <= now &&
            (best < 0 || model[i].when < model[best].when ||
             (model[i].when == model[best].when && model[i].order < model[best].order)))
            best = i;
    return best;
}

static void arm(int i, coir_time when) {
    ck_assert_int_eq(coir_call_at(&loop, &handle[i], when, fire, &handle[i]), 0);
    model[i].when = when;
    model[i].order = orders++;
    model[i].live = true;
}

/* Delays from microseconds to days, many of them equal, some passed already. */
static coir_time some_time(void) {
    coir_time scale = (coir_time)1 << dice(38);
    return rig_port.time + scale + dice(4) - (dice(20) == 0 ? 2 * scale : 0);
}

static int cancel(void *which) {
    ck_assert(coir_handle_cancel((struct coir_handle *)which));
    return 0;
}

/* Cancel from within the loop, in a turn in which nothing is due. */
static void disarm(int i) {
    static struct coir_handle canceller;
    coir_call_soon(&loop, &canceller, cancel, &handle[i]);
    coir_poll(&loop);
    model[i].live = false;
}

static void step(void) {
    int i = (int)dice(MANY);
    if (model[i].live && dice(2)) {
        disarm(i);
    } else if (!model[i].live) {
        arm(i, some_time());
    }
    if (dice(4) == 0)
        rig_port.time += (coir_time)1 << dice(30);
    fired_count = 0;
    coir_poll(&loop);
    for (int n = 0; n < fired_count; n++) {
        int due = next_due(rig_port.time);
        ck_assert_int_eq(fired[n], due);
        model[due].live = false;
    }
    ck_assert_int_eq(next_due(rig_port.time), -1);
}

/* How long the loop would sleep must be what the model says. */
static void check_span(void) {
    coir_time best = COIR_FOREVER;
    for (int i = 0; i < MANY; i++)
        if (model[i].live && model[i].when - rig_port.time < best)
            best = model[i].when - rig_port.time;
    ck_assert(coir_poll(&loop) == best);
}

START_TEST(ten_thousand_random_steps_agree_with_a_sorted_model) {
    open_rig();
    for (int n = 0; n < 10000; n++) {
        step();
        if (n % 16 == 0)
            check_span();
    }
    close_rig();
}
END_TEST

START_TEST(deadlines_that_had_passed_fire_first_in_their_order) {
    open_rig();
    rig_port.time = COIR_S(10);
    coir_poll(&loop);
    fired_count = 0;
    arm(0, COIR_S(10));
    arm(1, COIR_S(9));
    arm(2, COIR_S(8));
    coir_poll(&loop);
    ck_assert_int_eq(fired_count, 3);
    ck_assert_int_eq(fired[0], 2);
    ck_assert_int_eq(fired[1], 1);
    ck_assert_int_eq(fired[2], 0);
    close_rig();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("timers");
    TCase *tests = tcase_create("timers");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, ten_thousand_random_steps_agree_with_a_sorted_model);
    tcase_add_test(tests, deadlines_that_had_passed_fire_first_in_their_order);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
