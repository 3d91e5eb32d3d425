/* test_pin.c - each edge of a pin arrives, a bouncing button settles, and whoever leaves loses none or closes. */
#include "coir/pin.h"
#include "rig.h"

/* What a pin does: at a millisecond, its level. */
struct edge {
    int at, level;
    struct coir_handle handle;
};

/* The chip's side: the level, and whether it interrupts when that changes. */
static struct coir_pin pin, *attached;
static int level_now;

static int attach(struct coir_pin *to) {
    attached = to;
    return level_now;
}

static const struct coir_pin_registers registers = {attach};

static struct edge edges[12];
static int planned;

static int change(void *edge) {
    level_now = ((struct edge *)edge)->level;
    if (attached)
        coir_pin_changed_from_isr(attached, level_now);
    return 0;
}

/* From now on, `count` levels, 1 first and then the other in turn, at these milliseconds. */
static void plan(int count, const int *at) {
    int level = pin.level;
    for (int i = 0; i < count; i++) {
        struct edge *edge = &edges[planned++];
        edge->at = at[i];
        edge->level = level = !level;
        coir_call_later(&loop, &edge->handle, COIR_MS(edge->at), change, edge);
    }
}

#define PLAN(...)                                                                                  \
    do {                                                                                           \
        static const int at[] = {__VA_ARGS__};                                                     \
        plan((int)(sizeof at / sizeof *at), at);                                                   \
    } while (0)

/* In milliseconds: 30:1. */
static void note_level(int level) {
    char text[40];
    snprintf(text, sizeof text, "%ld:%d", (long)(coir_now() / COIR_MS(1)), level);
    note(text);
}

struct every_edge {
    CORO;
    int times;
    struct coir_edges changes;
};

ASYNC(every_edge) {
    ASYNC_FOR(self->changes, coir_edges, .pin = &pin) {
        note_level(self->changes.value);
        if (--self->times == 0)
            break;
    }
    ASYNC_FOR_END
}
ASYNC_END

struct presses {
    CORO;
    int times;
    struct coir_button button;
};

ASYNC(presses) {
    ASYNC_FOR(self->button, coir_button, .pin = &pin, .quiet = COIR_MS(10)) {
        note_level(self->button.value);
        if (--self->times == 0)
            break;
    }
    ASYNC_FOR_END
}
ASYNC_END

/* Press, then what it was: as in the demo `button`. */
struct gesture {
    CORO;
    struct coir_pin_change change;
    struct coir_move_on_after limit;
};

#define CHANGE() AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = COIR_MS(10))

ASYNC(gesture) {
    CHANGE();
    ASYNC_WITH(self->limit, coir_move_on_after, .delay = COIR_MS(500)) {
        CHANGE();
    }
    ASYNC_WITH_END
    if (pin.settled) {
        note("long");
        CHANGE();
    } else {
        ASYNC_WITH(self->limit, coir_move_on_after, .delay = COIR_MS(250)) {
            CHANGE();
        }
        ASYNC_WITH_END
        note(pin.settled ? "double" : "click");
    }
}
ASYNC_END

/* Closes the pin when it goes. */
struct closes {
    CORO;
    struct presses presses;
};

ASYNC(closes) {
    TRY {
        AWAIT(self->presses, presses, .times = 2);
    }
    FINALLY {
        coir_pin_close(&pin);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(every_edge) all;
static COIR_TASK(presses) pressed;
static COIR_TASK(gesture) told;
static COIR_TASK(closes) closing;

static char reported[200];

static void report(const char *line) {
    if (!reported[0])
        snprintf(reported, sizeof reported, "%s", line);
}

static void set_up(void) {
    open_rig();
    FRESH(all);
    FRESH(pressed);
    FRESH(told);
    FRESH(edges);
    planned = 0;
    FRESH(closing);
    level_now = 0;
    coir_pin_init(&pin, &loop, &registers);
}

static void tear_down(void) {
    if (attached)
        coir_pin_close(&pin);
    close_rig();
}

START_TEST(each_edge_arrives_however_short) {
    PLAN(5, 6, 6, 40);
    START(&loop, all, every_edge, .times = 4);
    ck_assert_int_eq(coir_run_until(&loop, &all.task), 0);
    ck_assert_str_eq(trace, "5:1 6:0 6:1 40:0");
}
END_TEST

START_TEST(of_edges_that_nobody_takes_the_first_eight_are_kept) {
    for (int i = 1; i <= 9; i++)
        coir_pin_changed_from_isr(&pin, i % 2);
    START(&loop, all, every_edge, .times = 9);
    PLAN(7);
    ck_assert_int_eq(coir_run_until(&loop, &all.task), 0);
    ck_assert_str_eq(trace, "0:1 0:0 0:1 0:0 0:1 0:0 0:1 0:0 7:0");
}
END_TEST

START_TEST(a_button_that_bounces_is_pressed_once) {
    PLAN(20, 22, 23, 100, 109, 118);
    START(&loop, pressed, presses, .times = 2);
    ck_assert_int_eq(coir_run_until(&loop, &pressed.task), 0);
    ck_assert_str_eq(trace, "33:1 128:0");
}
END_TEST

/* Quiet is 10 ms: at 30 both the end of that and the next bounces are due. */
START_TEST(a_bounce_in_the_moment_when_the_pin_would_be_quiet_counts) {
    PLAN(20, 30, 30, 100);
    START(&loop, pressed, presses, .times = 2);
    ck_assert_int_eq(coir_run_until(&loop, &pressed.task), 0);
    ck_assert_str_eq(trace, "40:1 110:0");
}
END_TEST

START_TEST(a_spike_that_is_over_when_the_pin_is_quiet_was_none) {
    PLAN(20, 21, 200);
    START(&loop, pressed, presses, .times = 1);
    ck_assert_int_eq(coir_run_until(&loop, &pressed.task), 0);
    ck_assert_str_eq(trace, "210:1");
}
END_TEST

START_TEST(a_press_that_came_before_anybody_asked_is_told) {
    coir_pin_changed_from_isr(&pin, 1);
    START(&loop, pressed, presses, .times = 1);
    ck_assert_int_eq(coir_run_until(&loop, &pressed.task), 0);
    ck_assert_str_eq(trace, "10:1");
}
END_TEST

START_TEST(a_click_a_double_click_and_a_long_press_are_told_apart) {
    static const int levels[][4] = {{5, 100, 0, 0}, {5, 100, 200, 0}, {5, 900, 0, 0}};
    static const int counts[] = {2, 3, 2};
    static const char *const words[] = {"click", "double", "long"};
    plan(counts[_i], levels[_i]);
    START(&loop, told, gesture);
    ck_assert_int_eq(coir_run_until(&loop, &told.task), 0);
    ck_assert_str_eq(trace, words[_i]);
}
END_TEST

START_TEST(who_waits_for_an_edge_is_said_to_wait_for_an_interrupt) {
    reported[0] = 0;
    loop.report = report;
    START(&loop, all, every_edge, .times = 1);
    run_turns_quietly(2);
    coir_print_task(&all.task);
    ck_assert_str_eq(reported, "task every_edge: waiting for an interrupt");
}
END_TEST

/* _i is the number of turns after which the first is cancelled; a second one goes on. */
START_TEST(who_leaves_in_any_turn_leaves_each_later_edge_to_the_next) {
    int before;
    PLAN(5, 30, 60, 90);
    START(&loop, all, every_edge, .times = 4);
    run_turns_quietly(_i);
    cancel_and_end(&all.task);
    before = 4 - all.frame.times;
    ck_assert(coir_cancelled(&all.task) || before == 4);
    FRESH(all);
    if (before < 4) {
        START(&loop, all, every_edge, .times = 4 - before);
        ck_assert_int_eq(coir_run_until(&loop, &all.task), 0);
    }
    ck_assert_str_eq(trace, "5:1 30:0 60:1 90:0");
}
END_TEST

/* Cancelled while the pin is not quiet yet too: the next one finds the change still to be told. */
START_TEST(who_leaves_in_any_turn_loses_no_press) {
    int before;
    PLAN(5, 6, 7, 100, 103, 105);
    START(&loop, pressed, presses, .times = 2);
    run_turns_quietly(_i);
    cancel_and_end(&pressed.task);
    before = 2 - pressed.frame.times;
    ck_assert(coir_cancelled(&pressed.task) || before == 2);
    FRESH(pressed);
    if (before < 2) {
        START(&loop, pressed, presses, .times = 2 - before);
        ck_assert_int_eq(coir_run_until(&loop, &pressed.task), 0);
    }
    ck_assert_int_eq(pin.settled, 0);
    ck_assert_ptr_nonnull(strstr(trace, ":1 "));
    ck_assert_str_eq(trace + strlen(trace) - 2, ":0");
}
END_TEST

START_TEST(a_pin_is_settled_at_the_level_that_it_has_when_it_is_opened) {
    coir_pin_close(&pin);
    level_now = 1;
    coir_pin_init(&pin, &loop, &registers);
    ck_assert_int_eq(pin.settled, 1);
    PLAN(20);
    START(&loop, pressed, presses, .times = 1);
    ck_assert_int_eq(coir_run_until(&loop, &pressed.task), 0);
    ck_assert_str_eq(trace, "30:0");
}
END_TEST

START_TEST(an_edge_after_it_was_closed_does_not_come) {
    PLAN(20);
    coir_pin_close(&pin);
    run_turns_quietly(5);
    ck_assert_int_eq(level_now, 1);
    ck_assert_int_eq(pin.level, 0);
    ck_assert_uint_eq(coir_ring_count(&pin.changes), 0);
}
END_TEST

START_TEST(who_closes_it_when_cancelled_leaves_the_interrupt_off_in_any_turn) {
    PLAN(5, 6, 7, 100, 103, 105);
    START(&loop, closing, closes);
    run_turns_quietly(_i);
    cancel_and_end(&closing.task);
    ck_assert_ptr_null(attached);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("pin");
    TCase *tests = tcase_create("pin");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, each_edge_arrives_however_short);
    tcase_add_test(tests, of_edges_that_nobody_takes_the_first_eight_are_kept);
    tcase_add_test(tests, a_button_that_bounces_is_pressed_once);
    tcase_add_test(tests, a_bounce_in_the_moment_when_the_pin_would_be_quiet_counts);
    tcase_add_test(tests, a_spike_that_is_over_when_the_pin_is_quiet_was_none);
    tcase_add_test(tests, a_press_that_came_before_anybody_asked_is_told);
    tcase_add_loop_test(tests, a_click_a_double_click_and_a_long_press_are_told_apart, 0, 3);
    tcase_add_test(tests, who_waits_for_an_edge_is_said_to_wait_for_an_interrupt);
    tcase_add_loop_test(tests, who_leaves_in_any_turn_leaves_each_later_edge_to_the_next, 0, 30);
    tcase_add_loop_test(tests, who_leaves_in_any_turn_loses_no_press, 0, 40);
    tcase_add_test(tests, a_pin_is_settled_at_the_level_that_it_has_when_it_is_opened);
    tcase_add_test(tests, an_edge_after_it_was_closed_does_not_come);
    tcase_add_loop_test(tests, who_closes_it_when_cancelled_leaves_the_interrupt_off_in_any_turn, 1,
                        40);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
