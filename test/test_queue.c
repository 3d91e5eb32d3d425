/* test_queue.c - items go from task to task in order and within bounds; none is lost or doubled. */
#include "rig.h"

#define ROOM 2

static struct coir_queue q;
static int slots[ROOM];

/* Append a word and a number to the trace. */
struct getter {
    CORO;
    const char *name;
    int item;
};

ASYNC(getter) {
    self->item = -1;
    AWAIT(coir_queue_get(&q, &self->item));
    note_number(self->name, self->item);
}
ASYNC_END

struct putter {
    CORO;
    int item;
};

ASYNC(putter) {
    AWAIT(coir_queue_put(&q, &self->item));
    note_number("put", self->item);
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

static COIR_TASK(getter) a, b, c, d;
static COIR_TASK(putter) p[3];
static COIR_TASK(joiner) j;

static void set_up(void) {
    open_rig();
    memset(slots, 0, sizeof slots);
    coir_queue_init(&q, slots, sizeof slots[0], ROOM);
}

/* Nobody is left waiting when the loop is closed. */
static void tear_down(void) {
    struct coir_task *task;
    loop.report = ignore;
    while ((task = coir_next_task(&loop, NULL)) != NULL) {
        coir_cancel(task);
        coir_run(&loop);
    }
    close_rig();
}

static int put(int item) {
    return coir_queue_put_nowait(&q, &item);
}

/* Without waiting: an item, or an error. */
static int get(void) {
    int item = -1, error = coir_queue_get_nowait(&q, &item);
    return error ? error : item;
}

static void start_getters(void) {
    START(&loop, a, getter, .name = "a");
    START(&loop, b, getter, .name = "b");
    START(&loop, c, getter, .name = "c");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
}

/* The queue is full of 1 and 2, and three wait to put 10, 11 and 12. */
static void start_putters(void) {
    ck_assert_int_eq(put(1), 0);
    ck_assert_int_eq(put(2), 0);
    for (int i = 0; i < 3; i++)
        START(&loop, p[i], putter, .item = 10 + i);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
}

/* ---- Without waiting ---- */

START_TEST(what_is_put_is_got_in_order_round_the_ring) {
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(put(2 * i), 0);
        ck_assert_int_eq(put(2 * i + 1), 0);
        ck_assert_uint_eq(coir_queue_size(&q), 2);
        ck_assert_int_eq(get(), 2 * i);
        ck_assert_int_eq(get(), 2 * i + 1);
    }
}
END_TEST

START_TEST(a_full_one_refuses_and_an_empty_one_has_nothing) {
    ck_assert_int_eq(get(), COIR_EMPTY);
    put(1);
    put(2);
    ck_assert_int_eq(put(3), COIR_FULL);
    ck_assert_int_eq(get(), 1);
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), COIR_EMPTY);
}
END_TEST

START_TEST(items_of_any_size_are_copied_whole) {
    char ring[3][5], item[5];
    struct coir_queue odd;
    coir_queue_init(&odd, ring, sizeof ring[0], 3);
    for (int round = 0; round < 4; round++) {
        ck_assert_int_eq(coir_queue_put_nowait(&odd, "abcd"), 0);
        ck_assert_int_eq(coir_queue_put_nowait(&odd, "efgh"), 0);
        ck_assert_int_eq(coir_queue_get_nowait(&odd, item), 0);
        ck_assert_str_eq(item, "abcd");
        ck_assert_int_eq(coir_queue_get_nowait(&odd, item), 0);
        ck_assert_str_eq(item, "efgh");
        ck_assert_int_eq(coir_queue_get_nowait(&odd, item), COIR_EMPTY);
        ck_assert_str_eq(item, "efgh");
    }
}
END_TEST

/* ---- Getters ---- */

START_TEST(items_go_to_getters_on_the_next_turn_in_the_order_they_came) {
    start_getters();
    put(5);
    put(6);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a5 b6");
    put(7);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a5 b6 c7");
}
END_TEST

START_TEST(an_item_that_is_there_is_got_without_suspension) {
    put(5);
    START(&loop, a, getter, .name = "a");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a5");
}
END_TEST

START_TEST(nobody_takes_an_item_that_is_reserved_for_a_woken_getter) {
    START(&loop, a, getter, .name = "a");
    coir_poll(&loop);
    START(&loop, d, getter, .name = "d"); /* runs before a does, which is woken after it */
    put(5);
    ck_assert_uint_eq(coir_queue_size(&q), 1);
    ck_assert_int_eq(get(), COIR_EMPTY);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a5");
    put(6);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a5 d6");
}
END_TEST

START_TEST(a_getter_cancelled_while_it_waits_takes_nothing) {
    start_getters();
    coir_cancel(&a.task);
    put(5);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_int_eq(a.frame.item, -1);
    ck_assert_str_eq(trace, "b5");
}
END_TEST

START_TEST(a_woken_getter_that_is_cancelled_passes_the_item_on) {
    start_getters();
    put(5);
    coir_cancel(&a.task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_int_eq(a.frame.item, -1);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "b5");
}
END_TEST

START_TEST(several_woken_getters_cancelled_in_one_turn_lose_no_item) {
    start_getters();
    put(5);
    put(6);
    coir_cancel(&a.task);
    coir_cancel(&b.task);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "c5");
    ck_assert_int_eq(get(), 6);
}
END_TEST

START_TEST(with_no_getter_left_the_item_stays) {
    start_getters();
    put(5);
    coir_cancel(&a.task);
    coir_cancel(&b.task);
    coir_cancel(&c.task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "");
    ck_assert_int_eq(get(), 5);
}
END_TEST

/* ---- Putters ---- */

START_TEST(a_free_slot_is_taken_without_suspension) {
    START(&loop, p[0], putter, .item = 10);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "put10");
    ck_assert_int_eq(get(), 10);
}
END_TEST

START_TEST(slots_go_to_putters_on_the_next_turn_in_the_order_they_came) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "put10");
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 10);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "put10 put11 put12");
    ck_assert_int_eq(get(), 11);
    ck_assert_int_eq(get(), 12);
}
END_TEST

START_TEST(nobody_takes_a_slot_that_is_reserved_for_a_woken_putter) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    ck_assert_uint_eq(coir_queue_size(&q), 1);
    ck_assert_int_eq(put(99), COIR_FULL);
    coir_poll(&loop);
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 10);
}
END_TEST

START_TEST(a_woken_putter_that_is_cancelled_passes_the_slot_on_and_puts_nothing) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    coir_cancel(&p[0].task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&p[0].task));
    coir_poll(&loop);
    ck_assert_str_eq(trace, "put11");
    ck_assert_int_eq(get(), 2);
    ck_assert_int_eq(get(), 11);
}
END_TEST

START_TEST(several_woken_putters_cancelled_in_one_turn_lose_no_slot) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    ck_assert_int_eq(get(), 2);
    coir_cancel(&p[0].task);
    coir_cancel(&p[1].task);
    coir_run(&loop);
    ck_assert_str_eq(trace, "put12");
    ck_assert_int_eq(put(3), 0);
    ck_assert_int_eq(put(4), COIR_FULL);
    ck_assert_int_eq(get(), 12);
}
END_TEST

START_TEST(with_no_putter_left_the_slot_is_free_again) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    for (int i = 0; i < 3; i++)
        coir_cancel(&p[i].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(put(3), 0);
    ck_assert_int_eq(put(4), COIR_FULL);
    ck_assert_int_eq(get(), 2);
}
END_TEST

/* ---- Work to be done ---- */

START_TEST(with_nothing_unfinished_join_does_not_suspend) {
    START(&loop, j, joiner);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "joined");
    ck_assert_int_eq(coir_queue_task_done(&q), COIR_VALUE);
}
END_TEST

START_TEST(join_waits_for_every_item_to_be_reported_done_not_got) {
    put(1);
    put(2);
    START(&loop, j, joiner);
    coir_poll(&loop);
    get();
    get();
    ck_assert_int_eq(coir_queue_task_done(&q), 0);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    ck_assert_int_eq(coir_queue_task_done(&q), 0);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "joined");
    ck_assert_int_eq(coir_queue_task_done(&q), COIR_VALUE);
}
END_TEST

START_TEST(a_joiner_that_is_cancelled_changes_nothing) {
    put(1);
    START(&loop, j, joiner);
    coir_poll(&loop);
    coir_cancel(&j.task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&j.task));
    ck_assert_int_eq(coir_queue_task_done(&q), 0);
}
END_TEST

/* ---- Shutdown ---- */

START_TEST(shut_down_it_takes_nothing_and_gives_what_is_left) {
    put(1);
    coir_queue_shutdown(&q, false);
    coir_queue_shutdown(&q, false);
    ck_assert_int_eq(put(2), COIR_SHUT_DOWN);
    START(&loop, p[0], putter, .item = 10);
    START(&loop, a, getter, .name = "a");
    START(&loop, b, getter, .name = "b");
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "a1");
    ck_assert_int_eq(coir_outcome(&p[0].task), COIR_SHUT_DOWN);
    ck_assert_int_eq(coir_outcome(&b.task), COIR_SHUT_DOWN);
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
}
END_TEST

/* _i: at once? */
START_TEST(shut_down_it_tells_the_getters_that_wait) {
    start_getters();
    coir_queue_shutdown(&q, _i);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&a.task), COIR_SHUT_DOWN);
    ck_assert_int_eq(coir_outcome(&b.task), COIR_SHUT_DOWN);
    ck_assert_int_eq(coir_outcome(&c.task), COIR_SHUT_DOWN);
    ck_assert_int_eq(a.frame.item, -1);
}
END_TEST

START_TEST(shut_down_it_tells_the_putters_that_wait_and_those_that_were_woken) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    coir_queue_shutdown(&q, _i);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coir_outcome(&p[i].task), COIR_SHUT_DOWN);
    ck_assert_int_eq(get(), _i ? COIR_SHUT_DOWN : 2);
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
}
END_TEST

START_TEST(a_woken_putter_cancelled_at_the_shutdown_is_cancelled) {
    start_putters();
    ck_assert_int_eq(get(), 1);
    coir_queue_shutdown(&q, _i);
    coir_cancel(&p[0].task);
    coir_cancel(&p[1].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&p[0].task));
    ck_assert_int_eq(coir_outcome(&p[1].task), COIR_CANCELLED);
    ck_assert_int_eq(coir_outcome(&p[2].task), COIR_SHUT_DOWN);
}
END_TEST

START_TEST(a_woken_getter_still_gets_its_item_unless_all_is_dropped) {
    start_getters();
    put(5);
    coir_queue_shutdown(&q, _i);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, _i ? "" : "a5");
    ck_assert_int_eq(coir_outcome(&a.task), _i ? COIR_SHUT_DOWN : 0);
    ck_assert_int_eq(coir_outcome(&b.task), COIR_SHUT_DOWN);
    ck_assert_int_eq(coir_outcome(&c.task), COIR_SHUT_DOWN);
}
END_TEST

START_TEST(what_a_cancelled_getter_passes_on_after_a_shutdown_is_got_by_the_next) {
    start_getters();
    put(5);
    coir_queue_shutdown(&q, false);
    coir_cancel(&a.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_str_eq(trace, "b5");
    ck_assert_int_eq(coir_outcome(&c.task), COIR_SHUT_DOWN);
}
END_TEST

START_TEST(a_getter_that_comes_after_a_shutdown_waits_for_what_is_reserved) {
    START(&loop, a, getter, .name = "a");
    coir_poll(&loop);
    START(&loop, b, getter, .name = "b"); /* runs before a */
    put(5);
    coir_queue_shutdown(&q, false);
    coir_cancel(&a.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_str_eq(trace, "b5");
}
END_TEST

START_TEST(a_woken_getter_cancelled_after_all_was_dropped_is_cancelled) {
    start_getters();
    put(5);
    coir_queue_shutdown(&q, true);
    coir_cancel(&a.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&a.task));
    ck_assert_int_eq(coir_outcome(&b.task), COIR_SHUT_DOWN);
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
}
END_TEST

START_TEST(what_is_dropped_counts_as_done) {
    put(1);
    put(2);
    START(&loop, j, joiner);
    coir_poll(&loop);
    ck_assert_int_eq(get(), 1);
    coir_queue_shutdown(&q, true);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    ck_assert_int_eq(coir_queue_task_done(&q), 0);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "joined");
}
END_TEST

START_TEST(dropping_all_of_the_work_wakes_who_joins) {
    put(1);
    put(2);
    START(&loop, j, joiner);
    coir_poll(&loop);
    coir_queue_shutdown(&q, true);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "joined");
}
END_TEST

START_TEST(dropping_what_was_reported_done_before_does_not_count_it_again) {
    put(1);
    put(2);
    coir_queue_task_done(&q);
    coir_queue_task_done(&q);
    coir_queue_shutdown(&q, true);
    START(&loop, j, joiner);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "joined");
}
END_TEST

START_TEST(a_second_shutdown_may_drop_what_the_first_left) {
    put(1);
    coir_queue_shutdown(&q, false);
    coir_queue_shutdown(&q, true);
    ck_assert_int_eq(get(), COIR_SHUT_DOWN);
    ck_assert_uint_eq(coir_queue_size(&q), 0);
}
END_TEST

/* ---- Conservation: what was put was got, was dropped, or is there, once and in order ---- */

#define LOG 400
#define WORKERS 4 /* of each kind, at most */
#define DEEP 4    /* the largest room */

static intptr_t deep[DEEP]; /* of the size that is moved inline */
static struct {
    int put[LOG], got[LOG];
    int puts, gots, drops, unfinished, next;
} book;
static bool over; /* everybody may go home */
static struct { long gots, timeouts, cancels, granted, dropped, joins; } seen;

static uint32_t state;

/* 0 to below - 1, by xorshift. */
static int random_below(int below) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (int)(state % (uint32_t)below);
}

static void book_put(int item) {
    book.put[book.puts++] = item;
    book.unfinished++;
}

/* The next item is due: no other, and not before it was put. */
static void book_got(int item) {
    if (book.gots == book.puts || book.put[book.gots] != item)
        ck_abort_msg("item %d was got when %d of %d were", item, book.gots, book.puts);
    book.gots++;
    seen.gots++;
}

/* Moves an item, with patience for a while, over and over. */
struct worker {
    CORO;
    bool gets;
    int rounds;
    intptr_t item;
    struct coir_timeout timeout;
};

ASYNC(worker) {
    while (self->rounds-- > 0 && !over) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = random_below(4)) {
                self->item = self->gets ? -1 : book.next++;
                if (self->gets) {
                    AWAIT(coir_queue_get(&q, &self->item));
                    book_got((int)self->item);
                } else {
                    AWAIT(coir_queue_put(&q, &self->item));
                    book_put((int)self->item);
                }
            }
            ASYNC_WITH_END
            if (random_below(2))
                AWAIT(coir_sleep(random_below(3)));
            if (self->gets && coir_queue_task_done(&q) == 0)
                book.unfinished--;
        }
        CATCH(COIR_TIMEOUT) {
            seen.timeouts++;
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

/* The same without waiting. */
static void move_at_once(void) {
    intptr_t item = book.next++;
    if (random_below(2)) {
        if (coir_queue_put_nowait(&q, &item) == 0)
            book_put((int)item);
    } else if (coir_queue_get_nowait(&q, &item) == 0) {
        book_got((int)item);
        if (coir_queue_task_done(&q) == 0)
            book.unfinished--;
    }
}

static void drop(void) {
    int left = (int)coir_queue_size(&q);
    coir_queue_shutdown(&q, true);
    book.drops += left;
    book.unfinished -= left;
    seen.dropped += left;
}

static COIR_TASK(worker) workers[2 * WORKERS];

static void start_worker(int i) {
    START(&loop, workers[i], worker, .gets = i % 2, .rounds = 1 + random_below(8));
}

static void cancel_worker(int i) {
    seen.granted += workers[i].task.entry.flags & COIR_GRANTED_ && !over;
    seen.cancels += coir_cancel(&workers[i].task);
}

/* Cancels, starts again, meddles, and in the end may shut the queue down. */
struct chaos {
    CORO;
    int rounds;
};

ASYNC(chaos) {
    while (self->rounds-- > 0) {
        AWAIT(coir_sleep(random_below(3)));
        for (int i = random_below(4); i > 0; i--)
            cancel_worker(random_below(2 * WORKERS));
        if (random_below(2))
            start_worker(random_below(2 * WORKERS));
        if (random_below(2))
            move_at_once();
    }
    if (!random_below(3))
        coir_queue_shutdown(&q, false);
    if (!random_below(3))
        drop();
    for (int i = random_below(4); i > 0; i--)
        cancel_worker(random_below(2 * WORKERS));
}
ASYNC_END

static COIR_TASK(chaos) trouble;

/* Nothing moves any more: nobody waits for what is there, nothing is reserved, books balance. */
static const char *settled(void) {
    if (book.puts != book.gots + book.drops + (int)coir_queue_size(&q))
        return "an item was lost or doubled";
    if (q.getters.granted || q.putters.granted)
        return "a reservation was lost";
    if (coir_first(&q.getters.waiters) && (coir_queue_size(&q) || q.shut))
        return "a getter waits in vain";
    if (coir_first(&q.putters.waiters) && (coir_queue_size(&q) < q.room || q.shut))
        return "a putter waits in vain";
    if (book.unfinished != (int)q.unfinished)
        return "the work was counted wrongly";
    if (!q.unfinished && !coir_done(&j.task))
        return "a joiner waits in vain";
    return NULL;
}

/* All that is left comes out, in order; then everybody goes home. */
static const char *empty_out(void) {
    intptr_t item;
    while (coir_queue_get_nowait(&q, &item) == 0)
        book_got((int)item);
    if (book.puts != book.gots + book.drops)
        return "what is left cannot be got";
    over = true;
    for (int i = 0; i < 2 * WORKERS; i++)
        cancel_worker(i);
    coir_cancel(&j.task);
    return coir_run(&loop) == 0 ? NULL : "somebody cannot be cancelled";
}

static const char *run_seed(uint32_t seed) {
    const char *problem;
    open_rig();
    loop.report = ignore;
    state = seed;
    memset(&book, 0, sizeof book);
    over = false;
    coir_queue_init(&q, deep, sizeof deep[0], 1 + (unsigned)random_below(DEEP));
    for (int i = 2 + random_below(2 * WORKERS - 1); i-- > 0;)
        start_worker(i);
    START(&loop, trouble, chaos, .rounds = random_below(12));
    if (random_below(2))
        START(&loop, j, joiner);
    coir_run_until(&loop, &trouble.task);
    START(&loop, j, joiner);
    coir_run(&loop);
    seen.joins += coir_done(&j.task);
    problem = settled();
    problem = problem ? problem : empty_out();
    if (!problem)
        close_rig();
    return problem;
}

#define RUNS 10000

START_TEST(in_ten_thousand_random_runs_no_item_is_lost_or_doubled_and_nobody_forgotten) {
    for (uint32_t seed = 1; seed <= RUNS; seed++) {
        const char *problem = run_seed(seed);
        if (problem)
            ck_abort_msg("seed %lu: %s", (unsigned long)seed, problem);
    }
    printf("# %ld items got, %ld dropped, %ld timeouts, %ld cancellations, %ld of woken tasks\n",
           seen.gots, seen.dropped, seen.timeouts, seen.cancels, seen.granted);
    ck_assert_int_gt(seen.gots, 5 * RUNS);
    ck_assert_int_gt(seen.timeouts, RUNS);
    ck_assert_int_gt(seen.granted, RUNS / 10);
    ck_assert_int_gt(seen.dropped, RUNS / 10);
    ck_assert_int_gt(seen.joins, RUNS / 10);
    ck_assert_int_lt(seen.joins, RUNS);
}
END_TEST

/* ---- Each cancelled at each moment ---- */

/* Moves items, one after the other, without a deadline. */
struct mover {
    CORO;
    bool gets;
    int rounds;
    intptr_t item;
};

ASYNC(mover) {
    while (self->rounds-- > 0) {
        if (self->gets) {
            AWAIT(coir_queue_get(&q, &self->item));
            book_got((int)self->item);
            coir_queue_task_done(&q);
            book.unfinished--;
        } else {
            self->item = book.next++;
            AWAIT(coir_queue_put(&q, &self->item));
            book_put((int)self->item);
        }
    }
}
ASYNC_END

#define MOVERS 4
#define TURNS 12

/* _i is the victim, how many turns ran before, and whether the queue is shut down then, and how. */
START_TEST(any_mover_cancelled_in_any_turn_the_rest_goes_on) {
    static COIR_TASK(mover) movers[MOVERS];
    int victim = _i % MOVERS, turns = _i / MOVERS % TURNS, shut = _i / MOVERS / TURNS;
    memset(&book, 0, sizeof book);
    loop.report = ignore;
    coir_queue_init(&q, deep, sizeof deep[0], 1);
    for (int i = 0; i < MOVERS; i++)
        START(&loop, movers[i], mover, .gets = i % 2, .rounds = 3);
    for (int turn = 0; turn < turns; turn++)
        coir_poll(&loop);
    if (shut == 1)
        coir_queue_shutdown(&q, false);
    coir_cancel(&movers[victim].task);
    if (shut == 2)
        drop();
    coir_run(&loop);
    START(&loop, j, joiner);
    coir_run(&loop);
    ck_assert_msg(!settled(), "%s", settled());
    ck_assert(coir_done(&movers[victim].task));
    for (int i = 0; i < MOVERS; i++)
        ck_assert(coir_done(&movers[i].task) || (!shut && i % 2 != victim % 2));
    ck_assert(shut || book.puts >= 3);
}
END_TEST

static Suite *queue_suite(void) {
    Suite *suite = suite_create("queue");
    TCase *tests = tcase_create("queue"), *shut = tcase_create("shutdown"),
          *all = tcase_create("conservation");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_put_is_got_in_order_round_the_ring);
    tcase_add_test(tests, a_full_one_refuses_and_an_empty_one_has_nothing);
    tcase_add_test(tests, items_of_any_size_are_copied_whole);
    tcase_add_test(tests, items_go_to_getters_on_the_next_turn_in_the_order_they_came);
    tcase_add_test(tests, an_item_that_is_there_is_got_without_suspension);
    tcase_add_test(tests, nobody_takes_an_item_that_is_reserved_for_a_woken_getter);
    tcase_add_test(tests, a_getter_cancelled_while_it_waits_takes_nothing);
    tcase_add_test(tests, a_woken_getter_that_is_cancelled_passes_the_item_on);
    tcase_add_test(tests, several_woken_getters_cancelled_in_one_turn_lose_no_item);
    tcase_add_test(tests, with_no_getter_left_the_item_stays);
    tcase_add_test(tests, a_free_slot_is_taken_without_suspension);
    tcase_add_test(tests, slots_go_to_putters_on_the_next_turn_in_the_order_they_came);
    tcase_add_test(tests, nobody_takes_a_slot_that_is_reserved_for_a_woken_putter);
    tcase_add_test(tests, a_woken_putter_that_is_cancelled_passes_the_slot_on_and_puts_nothing);
    tcase_add_test(tests, several_woken_putters_cancelled_in_one_turn_lose_no_slot);
    tcase_add_test(tests, with_no_putter_left_the_slot_is_free_again);
    tcase_add_test(tests, with_nothing_unfinished_join_does_not_suspend);
    tcase_add_test(tests, join_waits_for_every_item_to_be_reported_done_not_got);
    tcase_add_test(tests, a_joiner_that_is_cancelled_changes_nothing);
    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(shut, set_up, tear_down);
    tcase_add_test(shut, shut_down_it_takes_nothing_and_gives_what_is_left);
    tcase_add_loop_test(shut, shut_down_it_tells_the_getters_that_wait, 0, 2);
    tcase_add_loop_test(shut, shut_down_it_tells_the_putters_that_wait_and_those_that_were_woken, 0,
                        2);
    tcase_add_loop_test(shut, a_woken_putter_cancelled_at_the_shutdown_is_cancelled, 0, 2);
    tcase_add_loop_test(shut, a_woken_getter_still_gets_its_item_unless_all_is_dropped, 0, 2);
    tcase_add_test(shut, what_a_cancelled_getter_passes_on_after_a_shutdown_is_got_by_the_next);
    tcase_add_test(shut, a_getter_that_comes_after_a_shutdown_waits_for_what_is_reserved);
    tcase_add_test(shut, a_woken_getter_cancelled_after_all_was_dropped_is_cancelled);
    tcase_add_test(shut, what_is_dropped_counts_as_done);
    tcase_add_test(shut, dropping_all_of_the_work_wakes_who_joins);
    tcase_add_test(shut, dropping_what_was_reported_done_before_does_not_count_it_again);
    tcase_add_test(shut, a_second_shutdown_may_drop_what_the_first_left);
    suite_add_tcase(suite, shut);
    tcase_set_timeout(all, 100);
    tcase_add_test(all,
                   in_ten_thousand_random_runs_no_item_is_lost_or_doubled_and_nobody_forgotten);
    suite_add_tcase(suite, all);
    all = tcase_create("moments");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, any_mover_cancelled_in_any_turn_the_rest_goes_on, 0,
                        3 * MOVERS * TURNS);
    suite_add_tcase(suite, all);
    return suite;
}

int main(void) {
    return run_suite(queue_suite());
}
