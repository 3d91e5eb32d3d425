/* test_inlet.c - items that interrupts put come into the queue in order, when there is room; none is lost. */
#include "coir/inlet.h"
#include "rig.h"

#define ROOM 2

static struct coir_queue q;
static int slots[ROOM];
static struct coir_inlet inlet, other;
static int inlet_slots[4], other_slots[4];

struct getter {
    CORO;
    int times, item;
};

ASYNC(getter) {
    TRY {
        while (self->times-- > 0) {
            AWAIT(coir_queue_get(&q, &self->item));
            note_number("got", self->item);
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        note("shut");
    }
    TRY_END
}
ASYNC_END

struct putter {
    CORO;
    int item;
};

ASYNC(putter) {
    TRY {
        AWAIT(coir_queue_put(&q, &self->item));
        note_number("put", self->item);
    }
    CATCH(COIR_SHUT_DOWN) {
        note_number("not", self->item);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(getter) g;
static COIR_TASK(putter) p[2];

static void open_inlets(void) {
    coir_inlet_init(&inlet, &loop, &q, inlet_slots, 4);
    coir_inlet_init(&other, &loop, &q, other_slots, 4);
}

static void set_up(void) {
    open_rig();
    FRESH(g);
    FRESH(p);
    coir_queue_init(&q, slots, sizeof slots[0], ROOM);
    open_inlets();
}

static void tear_down(void) {
    coir_inlet_close(&inlet);
    coir_inlet_close(&other);
    close_rig();
}

static int interrupt(struct coir_inlet *into, int item) {
    return coir_queue_put_from_isr(into, &item);
}

/* As many turns as anything takes here. */
static void settle(void) {
    for (int turn = 0; turn < 8; turn++)
        coir_poll(&loop);
}

static int get(void) {
    int item = -1, error = coir_queue_get_nowait(&q, &item);
    settle();
    return error ? error : item;
}

static int left(struct coir_inlet *from) {
    int item = -1, error = coir_inlet_take_left(from, &item);
    return error ? error : item;
}

/* The queue is full of 1 and 2, and the inlet has 3 and 4. */
static void fill(void) {
    for (int item = 1; item <= 4; item++)
        ck_assert_int_eq(interrupt(&inlet, item), 0);
    settle();
    ck_assert_uint_eq(coir_queue_size(&q), ROOM);
    ck_assert_uint_eq(coir_inlet_count(&inlet), 2);
}

START_TEST(full_inlet_says_so_and_keeps_what_it_has) {
    for (int item = 1; item <= 4; item++)
        ck_assert_int_eq(interrupt(&inlet, item), 0);
    ck_assert_int_eq(interrupt(&inlet, 5), COIR_FULL);
    for (int item = 1; item <= 4; item++) {
        settle();
        ck_assert_int_eq(get(), item);
    }
    ck_assert_int_eq(get(), COIR_EMPTY);
}
END_TEST

START_TEST(items_reach_who_waits_in_order) {
    START(&loop, g, getter, .times = 3);
    settle();
    interrupt(&inlet, 1);
    settle();
    interrupt(&inlet, 2);
    interrupt(&inlet, 3);
    settle();
    ck_assert_str_eq(trace, "got1 got2 got3");
    ck_assert(coir_done(&g.task));
}
END_TEST

START_TEST(full_queue_is_never_overfilled) {
    fill();
    for (int item = 1; item <= 4; item++) {
        ck_assert_uint_le(coir_queue_size(&q), ROOM);
        ck_assert_int_eq(get(), item);
    }
    ck_assert_int_eq(get(), COIR_EMPTY);
    ck_assert_uint_eq(coir_inlet_count(&inlet), 0);
}
END_TEST

/* The queue has not changed, so nobody looks at it, however long. */
START_TEST(while_there_is_no_room_nothing_runs) {
    fill();
    ck_assert_int_eq(coir_poll(&loop), COIR_FOREVER);
    ck_assert(coir_list_empty(&loop.ready) && coir_list_empty(&loop.polled));
}
END_TEST

START_TEST(inlet_waits_behind_putters_that_came_before) {
    fill();
    START(&loop, p[0], putter, .item = 10);
    settle();
    ck_assert_int_eq(get(), 1); /* 3 goes in; 4 stands behind the putter now */
    START(&loop, p[1], putter, .item = 11);
    settle();
    ck_assert_int_eq(get(), 2);
    ck_assert_str_eq(trace, "put10");
    ck_assert_int_eq(get(), 3);
    ck_assert_int_eq(get(), 10);
    ck_assert_str_eq(trace, "put10 put11");
    ck_assert_int_eq(get(), 4);
    ck_assert_int_eq(get(), 11);
}
END_TEST

START_TEST(inlets_of_one_queue_take_turns) {
    static const int order[] = {1, 2, 3, 10, 4, 11};
    fill();
    interrupt(&other, 10);
    interrupt(&other, 11);
    settle();
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++)
        ck_assert_int_eq(get(), order[i]);
    ck_assert_int_eq(get(), COIR_EMPTY);
}
END_TEST

static bool is_less(const void *a, const void *b) {
    return *(const int *)a < *(const int *)b;
}

START_TEST(newest_comes_first_out_of_a_lifo) {
    tear_down();
    open_rig();
    coir_queue_init_lifo(&q, slots, sizeof slots[0], ROOM);
    open_inlets();
    fill();
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 3);
    ck_assert_int_eq(get(), 4);
    ck_assert_int_eq(get(), 1);
}
END_TEST

START_TEST(best_comes_first_out_of_a_priority_queue) {
    tear_down();
    open_rig();
    coir_queue_init_priority(&q, slots, sizeof slots[0], ROOM, is_less);
    open_inlets();
    for (int item = 4; item >= 1; item--)
        interrupt(&inlet, item);
    settle();
    ck_assert_int_eq(get(), 3);
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 1);
    ck_assert_int_eq(get(), 4);
}
END_TEST

struct job {
    struct coir_link link;
    int number;
};

START_TEST(linked_queue_takes_all_at_once) {
    static struct job jobs[4];
    static struct job *job_slots[4];
    tear_down();
    open_rig();
    coir_queue_init_linked(&q);
    coir_inlet_init(&inlet, &loop, &q, job_slots, 4);
    for (int i = 0; i < 4; i++) {
        struct job *job = &jobs[i];
        job->number = i;
        ck_assert_int_eq(coir_queue_put_from_isr(&inlet, &job), 0);
    }
    settle();
    ck_assert_uint_eq(coir_inlet_count(&inlet), 0);
    for (int i = 0; i < 4; i++) {
        struct job *job = NULL;
        ck_assert_int_eq(coir_queue_get_nowait(&q, &job), 0);
        ck_assert_int_eq(job->number, i);
    }
}
END_TEST

/* _i: at once or not. The queue's own items are what they are without an inlet; those in the inlet stay. */
START_TEST(shutdown_leaves_in_the_inlet_what_is_there) {
    fill();
    START(&loop, p[0], putter, .item = 10);
    settle();
    coir_queue_shutdown(&q, _i);
    ck_assert_int_eq(interrupt(&inlet, 5), COIR_SHUT_DOWN);
    settle();
    ck_assert_str_eq(trace, "not10");
    ck_assert_uint_eq(coir_inlet_count(&inlet), 2);
    ck_assert_int_eq(get(), _i ? (int)COIR_SHUT_DOWN : 1);
    ck_assert_int_eq(get(), _i ? (int)COIR_SHUT_DOWN : 2);
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
    ck_assert_int_eq(left(&inlet), COIR_RUNTIME);
    coir_inlet_close(&inlet);
    ck_assert_int_eq(left(&inlet), 3);
    ck_assert_int_eq(left(&inlet), 4);
    ck_assert_int_eq(left(&inlet), COIR_EMPTY);
}
END_TEST

/* _i: so many turns after the interrupts put, the queue is shut down. Each item is in one place. */
START_TEST(shutdown_at_any_turn_loses_nothing) {
    int next = 1;
    for (int item = 1; item <= 3; item++)
        interrupt(&inlet, item);
    for (int turn = 0; turn < _i; turn++)
        coir_poll(&loop);
    coir_queue_shutdown(&q, false);
    settle();
    coir_inlet_close(&inlet);
    while (get() == next)
        next++;
    while (left(&inlet) == next)
        next++;
    ck_assert_int_eq(next, 4);
}
END_TEST

/* A getter that made room was answered, and the queue is shut down before the inlet uses it. */
START_TEST(shutdown_while_room_is_reserved_loses_nothing) {
    int item;
    fill();
    ck_assert_int_eq(coir_queue_get_nowait(&q, &item), 0);
    coir_queue_shutdown(&q, false);
    settle();
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
    coir_inlet_close(&inlet);
    ck_assert_int_eq(left(&inlet), 3);
    ck_assert_int_eq(left(&inlet), 4);
}
END_TEST

START_TEST(closed_inlet_pours_no_more) {
    fill();
    coir_inlet_close(&inlet);
    coir_inlet_close(&inlet);
    ck_assert_int_eq(get(), 1);
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), COIR_EMPTY);
    ck_assert_int_eq(left(&inlet), 3);
    ck_assert_int_eq(left(&inlet), 4);
    ck_assert_int_eq(left(&inlet), COIR_EMPTY);
}
END_TEST

/* _i: so many turns after an interrupt put, the inlet is closed. */
START_TEST(close_at_any_turn_loses_nothing) {
    interrupt(&inlet, 1);
    for (int turn = 0; turn < _i; turn++)
        coir_poll(&loop);
    coir_inlet_close(&inlet);
    settle();
    ck_assert_int_eq(coir_queue_empty(&q) ? left(&inlet) : get(), 1);
    ck_assert_int_eq(left(&inlet), COIR_EMPTY);
    ck_assert_int_eq(get(), COIR_EMPTY);
}
END_TEST

START_TEST(reservation_of_a_closed_inlet_goes_to_the_next) {
    int item;
    fill();
    START(&loop, p[0], putter, .item = 10);
    settle();
    ck_assert_int_eq(coir_queue_get_nowait(&q, &item), 0);
    coir_inlet_close(&inlet);
    settle();
    ck_assert_str_eq(trace, "put10");
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 10);
}
END_TEST

START_TEST(closed_inlet_can_be_opened_again) {
    fill();
    interrupt(&other, 9); /* on its way to the loop */
    coir_inlet_close(&inlet);
    coir_inlet_close(&other);
    memset(&inlet, 0xa5, sizeof inlet);
    memset(&other, 0xa5, sizeof other);
    coir_inlet_init(&inlet, &loop, &q, inlet_slots, 4);
    ck_assert_uint_eq(coir_inlet_count(&inlet), 0);
    coir_inlet_init(&other, &loop, &q, other_slots, 4);
    interrupt(&inlet, 5);
    ck_assert_int_eq(get(), 1);
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 5);
}
END_TEST

/* Its task is nobody's: not counted, not listed, not cancelled with what is left. */
START_TEST(program_ends_while_an_inlet_is_open) {
    fill();
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_ptr_null(coir_next_task(&loop, NULL));
    START(&loop, g, getter, .times = 1);
    ck_assert_int_eq(coir_run_main(&loop, &g.task), 0);
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 3);
    ck_assert_int_eq(get(), 4);
}
END_TEST

static int interrupt_later(void *argument) {
    (void)argument;
    return interrupt(&inlet, 1);
}

START_TEST(waiting_is_a_deadlock_only_when_no_inlet_is_open) {
    static struct coir_handle later;
    memset(&later, 0, sizeof later);
    loop.report = ignore;
    START(&loop, g, getter, .times = 2);
    coir_call_later(&loop, &later, COIR_S(1), interrupt_later, NULL);
    settle();
    coir_inlet_close(&other);
    ck_assert_uint_eq(loop.external, 1);
    rig_port.time = COIR_S(1);
    settle();
    ck_assert_str_eq(trace, "got1");
    coir_inlet_close(&inlet);
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    coir_cancel(&g.task);
    coir_run(&loop);
}
END_TEST

START_TEST(work_is_counted_when_it_is_in_the_queue) {
    fill();
    ck_assert_uint_eq(q.unfinished, 2);
    get();
    ck_assert_uint_eq(q.unfinished, 3);
}
END_TEST

/* ---- Against a model: sources that count, and who takes may be cancelled at any moment ---- */

enum {
    SOURCES = 4,
    TAKERS = 3,
    STEPS = 600,
    PER_SOURCE = 100000
}; /* two inlets and two tasks put */

struct taker {
    CORO;
    int item;
};
struct source {
    CORO;
    int number, next;
};

static int seen[SOURCES], sent[SOURCES], wrong;
static uint32_t seed;

static unsigned chance(unsigned of) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 16) % of;
}

static void take(int item) {
    wrong += item % PER_SOURCE != seen[item / PER_SOURCE]++;
}

ASYNC(taker) {
    for (;;) {
        AWAIT(coir_queue_get(&q, &self->item));
        take(self->item);
    }
}
ASYNC_END

ASYNC(source) {
    for (;;) {
        self->next = PER_SOURCE * self->number + sent[self->number];
        AWAIT(coir_queue_put(&q, &self->next));
        sent[self->number]++;
        AWAIT(coir_sleep(0));
    }
}
ASYNC_END

static COIR_TASK(taker) takers[TAKERS];
static COIR_TASK(source) sources[2];

static void act(void) {
    unsigned which = chance(2), who = chance(TAKERS);
    int item;
    switch (chance(6)) {
    case 0:
    case 1:
        item = PER_SOURCE * (int)which + sent[which];
        if (coir_queue_put_from_isr(which ? &other : &inlet, &item) == 0)
            sent[which]++;
        break;
    case 2:
        START(&loop, takers[who], taker);
        break;
    case 3:
        cancel_and_end(&takers[who].task);
        break;
    case 4:
        if (coir_queue_get_nowait(&q, &item) == 0)
            take(item);
        break;
    default:
        START(&loop, sources[which], source, .number = 2 + (int)which);
        if (chance(2))
            cancel_and_end(&sources[which].task);
    }
    if (chance(2))
        coir_poll(&loop);
}

START_TEST(each_item_comes_once_and_in_its_order) {
    int item;
    memset(seen, 0, sizeof seen);
    memset(sent, 0, sizeof sent);
    wrong = 0;
    seed = (uint32_t)_i;
    FRESH(takers);
    FRESH(sources);
    for (int step = 0; step < STEPS; step++) {
        act();
        ck_assert_uint_le(coir_queue_size(&q), ROOM);
    }
    for (int i = 0; i < 2; i++)
        cancel_and_end(&sources[i].task);
    for (int i = 0; i < TAKERS; i++)
        cancel_and_end(&takers[i].task);
    for (settle(); coir_queue_get_nowait(&q, &item) == 0; settle())
        take(item);
    ck_assert_int_eq(wrong, 0);
    for (int i = 0; i < SOURCES; i++)
        ck_assert_int_eq(seen[i], sent[i]);
    ck_assert_int_gt(seen[0] + seen[1], 20);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("inlet");
    TCase *t = tcase_create("inlet");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, full_inlet_says_so_and_keeps_what_it_has);
    tcase_add_test(t, items_reach_who_waits_in_order);
    tcase_add_test(t, full_queue_is_never_overfilled);
    tcase_add_test(t, while_there_is_no_room_nothing_runs);
    tcase_add_test(t, inlet_waits_behind_putters_that_came_before);
    tcase_add_test(t, inlets_of_one_queue_take_turns);
    tcase_add_test(t, newest_comes_first_out_of_a_lifo);
    tcase_add_test(t, best_comes_first_out_of_a_priority_queue);
    tcase_add_test(t, linked_queue_takes_all_at_once);
    tcase_add_loop_test(t, shutdown_leaves_in_the_inlet_what_is_there, 0, 2);
    tcase_add_loop_test(t, shutdown_at_any_turn_loses_nothing, 0, 6);
    tcase_add_test(t, shutdown_while_room_is_reserved_loses_nothing);
    tcase_add_test(t, closed_inlet_pours_no_more);
    tcase_add_loop_test(t, close_at_any_turn_loses_nothing, 0, 6);
    tcase_add_test(t, reservation_of_a_closed_inlet_goes_to_the_next);
    tcase_add_test(t, closed_inlet_can_be_opened_again);
    tcase_add_test(t, program_ends_while_an_inlet_is_open);
    tcase_add_test(t, waiting_is_a_deadlock_only_when_no_inlet_is_open);
    tcase_add_test(t, work_is_counted_when_it_is_in_the_queue);
    tcase_add_loop_test(t, each_item_comes_once_and_in_its_order, 0, 40);
    suite_add_tcase(suite, t);
    return run_suite(suite);
}
