/* test_queue_order.c - the best comes first, the newest comes first, and linked items know no bound; none is lost. */
#include "rig.h"

#define ROOM 64

struct thing {
    int rank, serial;
};

static struct coir_queue q;
static struct thing slots[ROOM];

static bool before(const void *a, const void *b) {
    return ((const struct thing *)a)->rank < ((const struct thing *)b)->rank;
}

static int put(int rank) {
    static int serial;
    struct thing thing = {rank, serial++};
    return coir_queue_put_nowait(&q, &thing);
}

/* Without waiting: the rank, or an error. */
static int get(void) {
    struct thing thing = {-1, -1};
    int error = coir_queue_get_nowait(&q, &thing);
    return error ? error : thing.rank;
}

struct getter {
    CORO;
    const char *name;
    struct thing thing;
};

ASYNC(getter) {
    self->thing.rank = -1;
    AWAIT(coir_queue_get(&q, &self->thing));
    note_number(self->name, self->thing.rank);
}
ASYNC_END

struct putter {
    CORO;
    int rank;
    struct thing thing;
};

ASYNC(putter) {
    self->thing.rank = self->rank;
    AWAIT(coir_queue_put(&q, &self->thing));
    note_number("put", self->thing.rank);
}
ASYNC_END

struct joiner {
    CORO;
};

ASYNC(joiner) {
    AWAIT(coir_queue_join(&q));
    note("joined");
}
ASYNC_END

static COIR_TASK(getter) a, b, c;
static COIR_TASK(putter) p[2];
static COIR_TASK(joiner) j;

static void begin(bool priority, unsigned room) {
    if (priority)
        coir_queue_init_priority(&q, slots, sizeof slots[0], room, before);
    else
        coir_queue_init_lifo(&q, slots, sizeof slots[0], room);
}

static void set_up(void) {
    open_rig();
    FRESH(a);
    FRESH(b);
    FRESH(c);
    FRESH(p);
    FRESH(j);
}

static void tear_down(void) {
    close_rig();
}

/* ---- Order ---- */

START_TEST(a_priority_queue_gives_the_best_first) {
    static const int ranks[] = {5, 3, 8, 1, 9, 2, 7};
    begin(true, ROOM);
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(put(ranks[i]), 0);
    ck_assert_uint_eq(coir_queue_size(&q), 7);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(get(), i + 1);
    ck_assert_int_eq(put(4), 0);
    ck_assert_int_eq(put(0), 0);
    ck_assert_int_eq(get(), 0);
    ck_assert_int_eq(get(), 4);
    ck_assert_int_eq(get(), 5);
    ck_assert_int_eq(get(), 7);
    ck_assert_int_eq(get(), 8);
    ck_assert_int_eq(get(), 9);
    ck_assert_int_eq(get(), COIR_EMPTY);
}
END_TEST

START_TEST(a_lifo_queue_gives_the_present) {
    begin(false, 3);
    put(1);
    put(2);
    ck_assert_int_eq(get(), 2);
    put(3);
    put(4);
    ck_assert_int_eq(put(5), COIR_FULL);
    ck_assert_int_eq(get(), 4);
    ck_assert_int_eq(get(), 3);
    ck_assert_int_eq(get(), 1);
    ck_assert_int_eq(get(), COIR_EMPTY);
}
END_TEST

/* heapq gives these, pushed in this order, back as ranks 1 1 1 2 2 2 with serials 0 2 4 5 3 1. */
START_TEST(equally_good_items_come_as_they_do_from_heapq) {
    static const int serials[] = {0, 2, 4, 5, 3, 1};
    begin(true, ROOM);
    for (int i = 0; i < 6; i++) {
        struct thing thing = {1 + i % 2, i};
        coir_queue_put_nowait(&q, &thing);
    }
    for (int i = 0; i < 6; i++) {
        struct thing thing;
        ck_assert_int_eq(coir_queue_get_nowait(&q, &thing), 0);
        ck_assert_int_eq(thing.rank, 1 + i / 3);
        ck_assert_int_eq(thing.serial, serials[i]);
    }
}
END_TEST

static bool in_turn(const void *left, const void *right) {
    const struct thing *one = (const struct thing *)left, *other = (const struct thing *)right;
    return one->rank != other->rank ? one->rank < other->rank : one->serial < other->serial;
}

START_TEST(with_a_running_number_equals_come_in_turn) {
    struct thing last = {-1, -1}, thing;
    coir_queue_init_priority(&q, slots, sizeof slots[0], ROOM, in_turn);
    for (int i = 0; i < ROOM; i++) {
        thing.rank = i * 7 % 5;
        thing.serial = i;
        ck_assert_int_eq(coir_queue_put_nowait(&q, &thing), 0);
    }
    ck_assert(coir_queue_full(&q));
    for (int i = 0; i < ROOM; i++) {
        ck_assert_int_eq(coir_queue_get_nowait(&q, &thing), 0);
        ck_assert(in_turn(&last, &thing));
        last = thing;
    }
    ck_assert(coir_queue_empty(&q));
}
END_TEST

static bool by_letters(const void *left, const void *right) {
    return strcmp((const char *)left, (const char *)right) < 0;
}

START_TEST(items_of_an_odd_size_are_moved_whole) {
    static const char words[7][5] = {"kiwi", "plum", "date", "lime", "pear", "figs", "nuts"};
    static const char sorted[7][5] = {"date", "figs", "kiwi", "lime", "nuts", "pear", "plum"};
    char space[7][5], item[5];
    coir_queue_init_priority(&q, space, sizeof space[0], 7, by_letters);
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(coir_queue_put_nowait(&q, words[i]), 0);
    for (int i = 0; i < 7; i++) {
        ck_assert_int_eq(coir_queue_get_nowait(&q, item), 0);
        ck_assert_str_eq(item, sorted[i]);
    }
}
END_TEST

/* ---- With tasks that wait ---- */

START_TEST(a_woken_getter_gets_the_best_at_the_moment_it_runs) {
    begin(true, ROOM);
    START(&loop, a, getter, .name = "a");
    START(&loop, b, getter, .name = "b");
    coir_poll(&loop);
    put(5);
    put(3);
    put(1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a1 b3");
    ck_assert_int_eq(get(), 5);
}
END_TEST

START_TEST(a_woken_getter_of_a_stack_gets_the_newest) {
    begin(false, ROOM);
    START(&loop, a, getter, .name = "a");
    coir_poll(&loop);
    put(5);
    put(3);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a3");
    ck_assert_int_eq(get(), 5);
}
END_TEST

/* _i is 1 for priority, 0 for LIFO. */
START_TEST(what_is_reserved_is_a_number_of_items_and_passes_on) {
    begin(_i, ROOM);
    START(&loop, a, getter, .name = "a");
    START(&loop, b, getter, .name = "b");
    START(&loop, c, getter, .name = "c");
    coir_poll(&loop);
    put(5);
    ck_assert_int_eq(get(), COIR_EMPTY);
    coir_cancel(&a.task);
    put(3);
    put(4);
    coir_run(&loop);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_str_eq(trace, _i ? "b3 c4" : "b4 c3");
    ck_assert_int_eq(get(), 5);
}
END_TEST

START_TEST(a_putter_that_waits_for_a_slot_puts_when_it_runs) {
    begin(_i, 1);
    put(5);
    START(&loop, p[0], putter, .rank = 0);
    START(&loop, p[1], putter, .rank = 9);
    coir_poll(&loop);
    ck_assert_int_eq(get(), 5);
    ck_assert_int_eq(put(7), COIR_FULL);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "put0");
    ck_assert_int_eq(get(), 0);
    coir_poll(&loop);
    ck_assert_int_eq(get(), 9);
}
END_TEST

START_TEST(join_and_shutdown_are_those_of_any_queue) {
    begin(_i, ROOM);
    put(1);
    put(2);
    START(&loop, j, joiner);
    coir_poll(&loop);
    coir_queue_shutdown(&q, false);
    ck_assert_int_eq(put(3), COIR_SHUT_DOWN);
    get();
    get();
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
    coir_queue_task_done(&q);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    coir_queue_task_done(&q);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "joined");
    ck_assert_int_eq(coir_queue_task_done(&q), COIR_VALUE);
}
END_TEST

/* ---- Linked ---- */

struct job {
    struct coir_link link;
    int number;
};

struct worker {
    CORO;
    struct job *job;
};

ASYNC(worker) {
    AWAIT(coir_queue_get(&q, &self->job));
    note_number("job", self->job->number);
}
ASYNC_END

static int put_job(struct job *job) {
    return coir_queue_put_nowait(&q, &job);
}

START_TEST(linked_items_come_in_order_and_know_no_bound) {
    static struct job jobs[1000];
    struct job *job = NULL;
    coir_queue_init_linked(&q);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 1000; i++) {
            jobs[i].number = i;
            ck_assert_int_eq(put_job(&jobs[i]), 0);
        }
        for (int i = 0; i < 1000; i++) {
            ck_assert_int_eq(coir_queue_get_nowait(&q, &job), 0);
            ck_assert_ptr_eq(job, &jobs[i]);
        }
        ck_assert_int_eq(coir_queue_get_nowait(&q, &job), COIR_EMPTY);
    }
}
END_TEST

START_TEST(a_job_can_be_put_again_once_it_was_got) {
    static COIR_TASK(worker) w;
    struct job one = {{NULL, NULL}, 1}, two = {{NULL, NULL}, 2}, *job;
    FRESH(w);
    coir_queue_init_linked(&q);
    START(&loop, w, worker);
    coir_poll(&loop);
    put_job(&one);
    put_job(&two);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "job1");
    put_job(&one);
    ck_assert_int_eq(coir_queue_get_nowait(&q, &job), 0);
    ck_assert_ptr_eq(job, &two);
    ck_assert_int_eq(coir_queue_get_nowait(&q, &job), 0);
    ck_assert_ptr_eq(job, &one);
}
END_TEST

START_TEST(a_linked_queue_shut_down_at_once_has_let_go_of_all) {
    struct job one = {{NULL, NULL}, 1}, two = {{NULL, NULL}, 2}, *job;
    coir_queue_init_linked(&q);
    put_job(&one);
    put_job(&two);
    coir_queue_shutdown(&q, true);
    ck_assert_int_eq(coir_queue_get_nowait(&q, &job), COIR_SHUT_DOWN);
    coir_queue_init_linked(&q);
    put_job(&two);
    ck_assert_int_eq(coir_queue_get_nowait(&q, &job), 0);
    ck_assert_ptr_eq(job, &two);
}
END_TEST

/* ---- Conservation: each item once, and the right one at each moment ---- */

#define ITEMS 600
#define MOVERS 8

enum kind { PRIORITY, LIFO, LINKED };

static enum kind kind;
static struct item {
    struct coir_link link;
    struct thing thing;
    bool there;
} items[ITEMS];
static int put_in, got_out, present[ITEMS], n_present;
static bool over;
static long total, of_woken;
static uint32_t state;

static int random_below(int below) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (int)(state % (uint32_t)below);
}

static void book_put(int serial) {
    ck_assert(!items[serial].there);
    items[serial].there = true;
    present[n_present++] = serial;
    put_in++;
}

static bool is_best(int serial) {
    for (int i = 0; i < n_present; i++)
        if (items[present[i]].thing.rank < items[serial].thing.rank)
            return false;
    return true;
}

/* Where in the list of those that are there it has to stand. */
static void book_got(int serial) {
    int at = 0;
    ck_assert(items[serial].there);
    while (present[at] != serial)
        at++;
    if ((kind == PRIORITY && !is_best(serial)) || (kind == LIFO && at != n_present - 1) ||
        (kind == LINKED && at != 0))
        ck_abort_msg("item %d of kind %d came at the wrong time", serial, kind);
    memmove(&present[at], &present[at + 1], (size_t)(--n_present - at) * sizeof present[0]);
    items[serial].there = false;
    got_out++;
}

/* A frame holds what put copies: a thing, or a pointer to an item. */
struct mover {
    CORO;
    bool gets;
    int rounds, serial;
    struct thing thing;
    struct item *item;
    struct coir_timeout timeout;
};

static void *place(struct mover *mover) {
    return kind == LINKED ? (void *)&mover->item : (void *)&mover->thing;
}

static void choose(struct mover *mover) {
    static int next;
    do
        mover->serial = next++ % ITEMS;
    while (items[mover->serial].there || items[mover->serial].thing.serial < 0);
    mover->item = &items[mover->serial];
    mover->item->thing.rank = random_below(10);
    mover->item->thing.serial = mover->serial;
    mover->thing = mover->item->thing;
}

ASYNC(mover) {
    while (self->rounds-- > 0 && !over) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = 1 + random_below(4)) {
                if (self->gets) {
                    AWAIT(coir_queue_get(&q, place(self)));
                    book_got(kind == LINKED ? self->item->thing.serial : self->thing.serial);
                } else {
                    choose(self);
                    self->item->thing.serial = -1; /* nobody else's while it waits */
                    TRY {
                        AWAIT(coir_queue_put(&q, place(self)));
                        self->item->thing.serial = self->serial;
                        book_put(self->serial);
                    }
                    FINALLY {
                        self->item->thing.serial = self->serial;
                    }
                    TRY_END
                }
            }
            ASYNC_WITH_END
            if (random_below(2))
                AWAIT(coir_sleep(random_below(3)));
        }
        CATCH(COIR_TIMEOUT) {
        }
        CATCH(COIR_CANCELLED) {
            if (random_below(2) || over)
                RAISE(CAUGHT);
            coir_uncancel(coir_current());
        }
        TRY_END
    }
}
ASYNC_END

static COIR_TASK(mover) movers[MOVERS];

struct chaos {
    CORO;
    int rounds, i;
};

ASYNC(chaos) {
    for (self->i = 0; self->i < MOVERS; self->i++)
        START(&loop, movers[self->i], mover, .gets = self->i % 2, .rounds = 1 + random_below(9));
    while (self->rounds-- > 0) {
        int victim;
        AWAIT(coir_sleep(random_below(3)));
        victim = random_below(MOVERS);
        of_woken += (movers[victim].task.entry.flags & COIR_GRANTED_) != 0;
        coir_cancel(&movers[victim].task);
    }
    over = true;
    for (self->i = 0; self->i < MOVERS; self->i++)
        coir_cancel(&movers[self->i].task);
}
ASYNC_END

static void run_seed(uint32_t seed) {
    static COIR_TASK(chaos) trouble;
    struct mover last;
    unsigned room;
    open_rig();
    state = seed;
    loop.shuffle = seed % 2 ? seed : 0;
    memset(items, 0, sizeof items);
    put_in = got_out = n_present = 0;
    over = false;
    kind = (enum kind)(seed % 3);
    room = 1 + (unsigned)random_below(6);
    if (kind == LINKED)
        coir_queue_init_linked(&q);
    else
        begin(kind == PRIORITY, room);
    START(&loop, trouble, chaos, .rounds = 5 + random_below(15));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_uint_eq(q.getters.granted + q.putters.granted, 0);
    ck_assert_uint_eq(coir_queue_size(&q), (unsigned)n_present);
    while (coir_queue_get_nowait(&q, place(&last)) == 0)
        book_got(kind == LINKED ? last.item->thing.serial : last.thing.serial);
    ck_assert_int_eq(put_in, got_out);
    ck_assert_int_eq(n_present, 0);
    total += got_out;
    close_rig();
}

#define RUNS 6000

START_TEST(in_random_runs_each_item_comes_once_and_in_the_order_of_its_queue) {
    for (uint32_t seed = 1; seed <= RUNS; seed++)
        run_seed(seed);
    printf("# %ld items got, %ld woken tasks cancelled\n", total, of_woken);
    ck_assert_int_gt(total, 5 * RUNS);
    ck_assert_int_gt(of_woken, RUNS / 20);
}
END_TEST

static Suite *queue_order_suite(void) {
    Suite *suite = suite_create("queue_order");
    TCase *tests = tcase_create("order"), *all = tcase_create("conservation");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_priority_queue_gives_the_best_first);
    tcase_add_test(tests, a_lifo_queue_gives_the_present);
    tcase_add_test(tests, equally_good_items_come_as_they_do_from_heapq);
    tcase_add_test(tests, with_a_running_number_equals_come_in_turn);
    tcase_add_test(tests, items_of_an_odd_size_are_moved_whole);
    tcase_add_test(tests, a_woken_getter_gets_the_best_at_the_moment_it_runs);
    tcase_add_test(tests, a_woken_getter_of_a_stack_gets_the_newest);
    tcase_add_loop_test(tests, what_is_reserved_is_a_number_of_items_and_passes_on, 0, 2);
    tcase_add_loop_test(tests, a_putter_that_waits_for_a_slot_puts_when_it_runs, 0, 2);
    tcase_add_loop_test(tests, join_and_shutdown_are_those_of_any_queue, 0, 2);
    tcase_add_test(tests, linked_items_come_in_order_and_know_no_bound);
    tcase_add_test(tests, a_job_can_be_put_again_once_it_was_got);
    tcase_add_test(tests, a_linked_queue_shut_down_at_once_has_let_go_of_all);
    suite_add_tcase(suite, tests);
    tcase_set_timeout(all, 100);
    tcase_add_test(all, in_random_runs_each_item_comes_once_and_in_the_order_of_its_queue);
    suite_add_tcase(suite, all);
    return suite;
}

int main(void) {
    return run_suite(queue_order_suite());
}
