/* test_ring.c - items go between an interrupt and a task in order, none lost, across the counters' wrap too. */
#include "coir/ring.h"
#include "rig.h"

static struct coir_ring ring;
static int slots[4];

static void put(int item) {
    ck_assert_int_eq(coir_ring_put_from_isr(&ring, &item), 0);
}

struct getter {
    CORO;
    int most, count, i, items[4];
};

ASYNC(getter) {
    for (;;) {
        AWAIT_INTO(self->count, coir_ring_get(&ring, self->items, (unsigned)self->most));
        for (self->i = 0; self->i < self->count; self->i++)
            note_number("", self->items[self->i]);
    }
}
ASYNC_END

struct putter {
    CORO;
    int next, last, count, items[4];
};

/* Counts from next to last. */
ASYNC(putter) {
    while (self->next <= self->last) {
        for (int i = 0; i < 4; i++)
            self->items[i] = self->next + i;
        AWAIT_INTO(self->count, coir_ring_put(&ring, self->items,
                                              (unsigned)(self->last - self->next + 1 < 4
                                                             ? self->last - self->next + 1
                                                             : 4)));
        self->next += self->count;
        note_number("put", self->count);
    }
}
ASYNC_END

static COIR_TASK(getter) getting;
static COIR_TASK(putter) putting;

static void set_up(void) {
    open_rig();
    FRESH(getting);
    FRESH(putting);
    coir_ring_init(&ring, &loop, slots, sizeof slots[0], 4);
    ring.in = ring.out = (unsigned)-2; /* so the counters wrap in each test */
}

START_TEST(who_waits_gets_what_comes_in_order) {
    START(&loop, getting, getter, .most = 4);
    run_turns(2);
    for (int i = 1; i <= 9; i++) {
        put(i);
        run_turns(i % 3 ? 0 : 4);
    }
    ck_assert_str_eq(trace, "1 2 3 4 5 6 7 8 9");
}
END_TEST

START_TEST(one_more_than_fits_is_refused_and_changes_nothing) {
    int fifth = 5;
    for (int i = 1; i <= 4; i++)
        put(i);
    ck_assert_int_eq(coir_ring_put_from_isr(&ring, &fifth), COIR_FULL);
    ck_assert_uint_eq(coir_ring_count(&ring), 4);
    START(&loop, getting, getter, .most = 3);
    run_turns(4);
    ck_assert_str_eq(trace, "1 2 3 4");
    ck_assert_uint_eq(coir_ring_count(&ring), 0);
}
END_TEST

START_TEST(an_interrupt_that_finds_nothing_is_told_so) {
    int item = 7;
    ck_assert_int_eq(coir_ring_get_from_isr(&ring, &item), COIR_EMPTY);
    ck_assert_int_eq(item, 7);
}
END_TEST

START_TEST(who_waits_for_room_puts_as_much_as_there_is) {
    int item;
    START(&loop, putting, putter, .next = 1, .last = 9);
    for (int i = 1; i <= 9; i++) {
        run_turns(4);
        ck_assert_int_eq(coir_ring_get_from_isr(&ring, &item), 0);
        ck_assert_int_eq(item, i);
    }
    run_turns(4);
    ck_assert_str_eq(trace, "put4 put1 put1 put1 put1 put1");
}
END_TEST

/* _i is the number of turns after the item came in which who waits is cancelled. */
START_TEST(cancelled_in_any_turn_it_leaves_the_items_to_the_next) {
    START(&loop, getting, getter, .most = 4);
    run_turns(2);
    put(1);
    run_turns(_i);
    coir_cancel(&getting.task);
    put(2);
    run_turns(5);
    ck_assert(coir_cancelled(&getting.task));
    FRESH(getting);
    START(&loop, getting, getter, .most = 4);
    run_turns(3);
    put(3);
    run_turns(5);
    ck_assert_str_eq(trace, "1 2 3");
}
END_TEST

/* Nobody who waits: so the loop is not told, and sleeps on. */
START_TEST(what_comes_when_nobody_waits_does_not_wake_the_loop) {
    put(1);
    ck_assert_ptr_null(loop.inbox);
    START(&loop, getting, getter, .most = 4);
    run_turns(3);
    put(2);
    ck_assert_ptr_nonnull(loop.inbox);
}
END_TEST

/* Who waited is gone; what the interrupt left for it is on its way still. */
START_TEST(closed_while_the_loop_is_being_told_its_memory_is_free) {
    START(&loop, getting, getter, .most = 4);
    run_turns(2);
    coir_cancel(&getting.task);
    run_turns(2);
    put(1);
    ck_assert_ptr_nonnull(loop.inbox);
    coir_ring_close(&ring);
    memset(&ring, 0x55, sizeof ring);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ring");
    TCase *tests = tcase_create("ring");
    tcase_add_checked_fixture(tests, set_up, close_rig);
    tcase_add_test(tests, who_waits_gets_what_comes_in_order);
    tcase_add_test(tests, one_more_than_fits_is_refused_and_changes_nothing);
    tcase_add_test(tests, an_interrupt_that_finds_nothing_is_told_so);
    tcase_add_test(tests, who_waits_for_room_puts_as_much_as_there_is);
    tcase_add_loop_test(tests, cancelled_in_any_turn_it_leaves_the_items_to_the_next, 0, 4);
    tcase_add_test(tests, what_comes_when_nobody_waits_does_not_wake_the_loop);
    tcase_add_test(tests, closed_while_the_loop_is_being_told_its_memory_is_free);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
