/* test_broadcast.c - every subscriber sees every item, in order, or knows how many it missed. */
#include "rig.h"

#define ROOM 3

static struct coir_broadcast news;
static int slots[ROOM];
static struct coir_subscriber one, two;

struct publisher {
    CORO;
    int item;
};

ASYNC(publisher) {
    AWAIT(coir_publish(&news, &self->item));
    note_number("out", self->item);
}
ASYNC_END

struct reader {
    CORO;
    struct coir_subscriber *through;
    const char *name;
    int item;
};

ASYNC(reader) {
    self->item = -1;
    AWAIT(coir_read_next(self->through, &self->item));
    note_number(self->name, self->item);
}
ASYNC_END

/* Reads all until the end. */
struct listener {
    CORO;
    const char *name;
    int item, limit;
    struct coir_subscriber subscriber;
    struct coir_subscribed subscribed;
    struct coir_published each;
};

ASYNC(listener) {
    WITH(self->subscribed, coir_subscribed, .subscriber = &self->subscriber, .broadcast = &news) {
        ASYNC_FOR(self->each, coir_published, .subscriber = &self->subscriber,
                  .item = &self->item) {
            note_number(self->name, self->item);
            if (self->item == self->limit)
                break;
        }
        ASYNC_FOR_END
        note("end");
    }
    WITH_END
}
ASYNC_END

static COIR_TASK(publisher) p[3];
static COIR_TASK(reader) r[3];
static COIR_TASK(listener) l[2];

static void begin(enum coir_slow slow) {
    coir_broadcast_init(&news, slots, sizeof slots[0], ROOM, slow);
    FRESH(one);
    FRESH(two);
    ck_assert_int_eq(coir_subscribe(&one, &news), 0);
    ck_assert_int_eq(coir_subscribe(&two, &news), 0);
}

static void set_up(void) {
    open_rig();
    loop.report = ignore;
    FRESH(p);
    FRESH(r);
    FRESH(l);
    begin(COIR_SLOW_BLOCKS);
}

static void tear_down(void) {
    struct coir_task *task;
    while ((task = coir_next_task(&loop, NULL)) != NULL) {
        coir_cancel(task);
        coir_run(&loop);
    }
    close_rig();
}

static int publish(int item) {
    return coir_publish_nowait(&news, &item);
}

static int see(struct coir_subscriber *subscriber) {
    int item = -1, error = coir_read_next_nowait(subscriber, &item);
    return error ? error : item;
}

/* One has two readers, a and c; two has b. */
static void start_readers(void) {
    static const char *names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++)
        START(&loop, r[i], reader, .through = i == 1 ? &two : &one, .name = names[i]);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
}

/* The ring is full of 1, 2 and 3, and three wait to publish 10, 11 and 12. */
static void start_publishers(void) {
    for (int i = 1; i <= ROOM; i++)
        ck_assert_int_eq(publish(i), 0);
    for (int i = 0; i < 3; i++)
        START(&loop, p[i], publisher, .item = 10 + i);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
}

/* ---- Both policies; _i is which ---- */

START_TEST(every_subscriber_sees_every_item_in_order) {
    begin((enum coir_slow)_i);
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(publish(2 * i), 0);
        ck_assert_int_eq(publish(2 * i + 1), 0);
        ck_assert_uint_eq(coir_unread(&two), 2);
        ck_assert_int_eq(see(&one), 2 * i);
        ck_assert_int_eq(see(&two), 2 * i);
        ck_assert_int_eq(see(&two), 2 * i + 1);
        ck_assert_int_eq(see(&one), 2 * i + 1);
        ck_assert_int_eq(see(&one), COIR_EMPTY);
    }
    ck_assert_uint_eq(one.lost + two.lost, 0);
}
END_TEST

START_TEST(one_who_subscribes_later_sees_what_comes_later) {
    struct coir_subscriber late;
    begin((enum coir_slow)_i);
    publish(1);
    ck_assert_int_eq(coir_subscribe(&late, &news), 0);
    ck_assert_int_eq(see(&late), COIR_EMPTY);
    publish(2);
    ck_assert_int_eq(see(&late), 2);
    ck_assert_int_eq(see(&one), 1);
}
END_TEST

START_TEST(without_subscribers_publishing_never_waits) {
    begin((enum coir_slow)_i);
    publish(1);
    coir_unsubscribe(&one);
    coir_unsubscribe(&two);
    coir_unsubscribe(&two);
    for (int i = 0; i < 3 * ROOM; i++)
        ck_assert_int_eq(publish(i), 0);
    ck_assert_int_eq(coir_subscribe(&one, &news), 0);
    publish(77);
    ck_assert_int_eq(see(&one), 77);
    ck_assert_int_eq(see(&two), COIR_CLOSED);
    ck_assert_uint_eq(coir_unread(&two), 0);
}
END_TEST

START_TEST(an_item_wakes_one_reader_of_each_subscriber_in_the_order_they_came) {
    begin((enum coir_slow)_i);
    start_readers();
    publish(1);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a1 b1");
    publish(2);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a1 b1 c2");
    ck_assert_int_eq(see(&two), 2);
}
END_TEST

START_TEST(nobody_takes_an_item_that_is_reserved_for_a_woken_reader) {
    begin((enum coir_slow)_i);
    start_readers();
    publish(1);
    ck_assert_uint_eq(coir_unread(&one), 1);
    ck_assert_int_eq(see(&one), COIR_EMPTY);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a1 b1");
}
END_TEST

START_TEST(a_woken_reader_that_is_cancelled_passes_the_item_on) {
    begin((enum coir_slow)_i);
    start_readers();
    publish(1);
    coir_cancel(&r[0].task);
    coir_cancel(&r[1].task);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&r[0].task));
    ck_assert_int_eq(r[0].frame.item, -1);
    ck_assert_str_eq(trace, "c1");
    ck_assert_int_eq(see(&two), 1);
}
END_TEST

START_TEST(after_the_close_subscribers_see_the_rest_and_then_the_end) {
    begin((enum coir_slow)_i);
    publish(1);
    coir_broadcast_close(&news);
    coir_broadcast_close(&news);
    ck_assert_int_eq(publish(2), COIR_CLOSED);
    ck_assert_int_eq(coir_subscribe(&two, &news), COIR_CLOSED);
    START(&loop, p[0], publisher, .item = 10);
    START(&loop, r[0], reader, .through = &one, .name = "a");
    START(&loop, r[1], reader, .through = &one, .name = "b");
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "a1");
    ck_assert_int_eq(coir_outcome(&p[0].task), COIR_CLOSED);
    ck_assert_int_eq(coir_outcome(&r[1].task), COIR_EOF);
    ck_assert_int_eq(see(&one), COIR_EOF);
}
END_TEST

START_TEST(the_close_tells_readers_that_wait_when_nothing_is_left_for_them) {
    begin((enum coir_slow)_i);
    start_readers();
    publish(1);
    coir_broadcast_close(&news);
    coir_cancel(&r[0].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "b1 c1");
    ck_assert(coir_cancelled(&r[0].task));
    FRESH(r);
    START(&loop, r[0], reader, .through = &one, .name = "a");
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_EOF);
}
END_TEST

START_TEST(readers_that_wait_behind_the_last_item_are_told_when_it_is_taken) {
    begin((enum coir_slow)_i);
    start_readers();
    publish(1);
    coir_broadcast_close(&news);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "a1 b1");
    ck_assert_int_eq(coir_outcome(&r[2].task), COIR_EOF);
}
END_TEST

START_TEST(who_reads_through_a_subscriber_that_leaves_is_told_and_others_wait_on) {
    begin((enum coir_slow)_i);
    start_readers();
    coir_unsubscribe(&one);
    publish(1);
    coir_poll(&loop);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_CLOSED);
    ck_assert_int_eq(coir_outcome(&r[2].task), COIR_CLOSED);
    ck_assert_str_eq(trace, "b1");
}
END_TEST

START_TEST(a_woken_reader_is_told_too_when_its_subscriber_leaves_or_is_cancelled) {
    begin((enum coir_slow)_i);
    start_readers();
    publish(1);
    coir_unsubscribe(&one);
    coir_unsubscribe(&two);
    coir_cancel(&r[1].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_CLOSED);
    ck_assert(coir_cancelled(&r[1].task));
    ck_assert_uint_eq(one.granted + two.granted, 0);
    ck_assert_str_eq(trace, "");
}
END_TEST

START_TEST(loops_over_what_is_published_end_with_the_broadcast) {
    begin((enum coir_slow)_i);
    coir_unsubscribe(&one);
    coir_unsubscribe(&two);
    START(&loop, l[0], listener, .name = "a");
    START(&loop, l[1], listener, .name = "b", .limit = 1);
    coir_poll(&loop);
    publish(1);
    publish(2);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a1 a2 b1 end");
    coir_broadcast_close(&news);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "a1 a2 b1 end end");
    ck_assert(coir_list_empty(&news.subscribers));
    START(&loop, l[0], listener, .name = "a");
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&l[0].task), COIR_CLOSED);
}
END_TEST

/* ---- The slow one loses ---- */

START_TEST(a_slow_subscriber_loses_the_oldest_items_and_knows_how_many) {
    begin(COIR_SLOW_LOSES);
    for (int i = 1; i <= 10; i++) {
        ck_assert_int_eq(publish(i), 0);
        ck_assert_int_eq(see(&one), i);
    }
    ck_assert_uint_eq(one.lost, 0);
    ck_assert_uint_eq(coir_unread(&two), ROOM);
    for (int i = 8; i <= 10; i++)
        ck_assert_int_eq(see(&two), i);
    ck_assert_uint_eq(two.lost, 7);
    ck_assert_int_eq(see(&two), COIR_EMPTY);
    for (int i = 11; i <= 15; i++)
        publish(i);
    ck_assert_int_eq(see(&two), 13);
    ck_assert_uint_eq(two.lost, 9);
}
END_TEST

START_TEST(a_woken_reader_gets_the_oldest_that_is_left_when_it_runs) {
    begin(COIR_SLOW_LOSES);
    start_readers();
    for (int i = 1; i <= 5; i++)
        publish(i);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a3 b3 c4");
    ck_assert_uint_eq(one.lost, 2);
    ck_assert_int_eq(see(&one), 5);
}
END_TEST

START_TEST(a_slow_subscriber_that_leaves_misses_nothing_more) {
    begin(COIR_SLOW_LOSES);
    for (int i = 1; i <= 5; i++)
        publish(i);
    coir_unsubscribe(&two);
    ck_assert_int_eq(see(&one), 3);
    ck_assert_int_eq(see(&two), COIR_CLOSED);
}
END_TEST

/* ---- The slow one blocks ---- */

START_TEST(a_full_ring_refuses_until_the_slowest_has_seen_its_oldest) {
    for (int i = 1; i <= ROOM; i++)
        ck_assert_int_eq(publish(i), 0);
    ck_assert_int_eq(publish(4), COIR_FULL);
    ck_assert_int_eq(see(&one), 1);
    ck_assert_int_eq(see(&one), 2);
    ck_assert_int_eq(publish(4), COIR_FULL);
    ck_assert_int_eq(see(&two), 1);
    ck_assert_int_eq(publish(4), 0);
    ck_assert_int_eq(publish(5), COIR_FULL);
    ck_assert_int_eq(see(&two), 2);
    ck_assert_int_eq(publish(5), 0);
    for (int i = 3; i <= 5; i++) {
        ck_assert_int_eq(see(&one), i);
        ck_assert_int_eq(see(&two), i);
    }
}
END_TEST

START_TEST(publishers_wait_for_the_slowest_in_the_order_they_came) {
    start_publishers();
    see(&one);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    see(&two);
    ck_assert_str_eq(trace, "");
    coir_poll(&loop);
    ck_assert_str_eq(trace, "out10");
    see(&two);
    see(&one);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "out10 out11");
    ck_assert_int_eq(see(&one), 3);
    ck_assert_int_eq(see(&one), 10);
}
END_TEST

START_TEST(nobody_takes_a_slot_that_is_reserved_for_a_woken_publisher) {
    start_publishers();
    see(&one);
    see(&two);
    ck_assert_int_eq(publish(99), COIR_FULL);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "out10");
}
END_TEST

START_TEST(a_woken_publisher_that_is_cancelled_passes_the_slot_on) {
    start_publishers();
    see(&one);
    see(&two);
    coir_cancel(&p[0].task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&p[0].task));
    coir_poll(&loop);
    ck_assert_str_eq(trace, "out11");
}
END_TEST

START_TEST(the_slowest_that_leaves_holds_up_nobody) {
    start_publishers();
    see(&one);
    see(&one);
    coir_unsubscribe(&two);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "out10 out11");
    coir_unsubscribe(&one);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "out10 out11 out12");
}
END_TEST

START_TEST(the_close_tells_publishers_that_wait_and_those_that_were_woken) {
    start_publishers();
    see(&one);
    see(&two);
    coir_broadcast_close(&news);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coir_outcome(&p[i].task), COIR_CLOSED);
    ck_assert_uint_eq(news.granted, 0);
    ck_assert_int_eq(see(&one), 2);
}
END_TEST

/* ---- Each cancelled at each moment, and at random ---- */

#define READERS 4
#define PUBLISHERS 2

static uint32_t state;
static int published, ended;
static int numbers[4000]; /* what was published, in its order */
static long total, lost, granted;

static int random_below(int below) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (int)(state % (uint32_t)below);
}

/* Publishes numbers of its own. */
struct writer {
    CORO;
    int rounds, item, patience;
    struct coir_timeout timeout;
};

ASYNC(writer) {
    while (self->rounds-- > 0) {
        self->item = self->item + PUBLISHERS;
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout,
                       .delay = self->patience ? 1 + random_below(self->patience) : COIR_FOREVER) {
                AWAIT(coir_publish(&news, &self->item));
                numbers[published++] = self->item;
            }
            ASYNC_WITH_END
            if (self->patience)
                AWAIT(coir_sleep(random_below(3)));
        }
        CATCH(COIR_TIMEOUT) {
        }
        TRY_END
    }
}
ASYNC_END

/* Sees everything published from its beginning, except what it lost, in that order. */
struct watcher {
    CORO;
    int rounds, item, patience, at;
    uint32_t lost;
    struct coir_subscriber subscriber;
    struct coir_timeout timeout;
};

static void check_item(struct watcher *self) {
    self->at += (int)(self->subscriber.lost - self->lost);
    lost += self->subscriber.lost - self->lost;
    self->lost = self->subscriber.lost;
    if (self->at >= published || numbers[self->at] != self->item)
        ck_abort_msg("item %d came as number %d of %d", self->item, self->at, published);
    self->at++;
    total++;
}

ASYNC(watcher) {
    coir_subscribe(&self->subscriber, &news);
    self->at = published;
    TRY {
        while (self->rounds-- > 0) {
            TRY {
                ASYNC_WITH(self->timeout, coir_timeout,
                           .delay =
                               self->patience ? 1 + random_below(self->patience) : COIR_FOREVER) {
                    AWAIT(coir_read_next(&self->subscriber, &self->item));
                    check_item(self);
                }
                ASYNC_WITH_END
                if (self->patience)
                    AWAIT(coir_sleep(random_below(4)));
            }
            CATCH(COIR_TIMEOUT) {
            }
            TRY_END
        }
    }
    FINALLY {
        coir_unsubscribe(&self->subscriber);
        ended++;
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(writer) writers[PUBLISHERS];
static COIR_TASK(watcher) watchers[READERS];

static struct coir_task *victim(int i) {
    return i < PUBLISHERS ? &writers[i].task : &watchers[i - PUBLISHERS].task;
}

static void start_all(int patience, int rounds) {
    FRESH(writers);
    FRESH(watchers);
    published = ended = 0;
    for (int i = 0; i < READERS; i++)
        START(&loop, watchers[i], watcher, .rounds = rounds, .patience = patience);
    for (int i = 0; i < PUBLISHERS; i++)
        START(&loop, writers[i], writer, .rounds = rounds, .item = i, .patience = patience);
}

static void check_nothing_is_left(void) {
    ck_assert(coir_list_empty(&news.subscribers));
    ck_assert(coir_list_empty(&news.readers));
    ck_assert(coir_list_empty(&news.publishers));
    ck_assert_uint_eq(news.granted + news.at_slowest, 0);
    ck_assert_int_eq(publish(0), 0);
}

#define TURNS 12

/* _i is the victim, how many turns ran before, and the policy. */
START_TEST(anybody_cancelled_in_any_turn_the_others_see_all) {
    int who = _i % (PUBLISHERS + READERS), turns = _i / (PUBLISHERS + READERS) % TURNS;
    enum coir_slow slow = (enum coir_slow)(_i / (PUBLISHERS + READERS) / TURNS);
    coir_broadcast_init(&news, slots, sizeof slots[0], 1, slow);
    start_all(0, 4);
    for (int turn = 0; turn <= turns; turn++)
        coir_poll(&loop);
    coir_cancel(victim(who));
    coir_run(&loop);
    for (int i = 0; i < READERS; i++)
        if (i != who - PUBLISHERS && slow == COIR_SLOW_BLOCKS)
            ck_assert_int_eq(watchers[i].frame.at, 4);
    for (int i = 0; i < PUBLISHERS + READERS; i++)
        coir_cancel(victim(i));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(ended, READERS);
    check_nothing_is_left();
}
END_TEST

struct chaos {
    CORO;
    int rounds;
};

ASYNC(chaos) {
    while (self->rounds-- > 0) {
        struct coir_task *task;
        AWAIT(coir_sleep(random_below(3)));
        task = victim(random_below(PUBLISHERS + READERS));
        granted += (task->entry.flags & COIR_GRANTED_) != 0;
        if (random_below(2))
            coir_cancel(task);
    }
}
ASYNC_END

static COIR_TASK(chaos) trouble;

#define RUNS 6000

START_TEST(in_random_runs_nobody_misses_an_item_without_knowing) {
    static int space[4];
    for (uint32_t seed = 1; seed <= RUNS; seed++) {
        open_rig();
        loop.report = ignore;
        loop.shuffle = seed % 4 < 2 ? seed : 0;
        state = seed;
        coir_broadcast_init(&news, space, sizeof space[0], 1 + (unsigned)random_below(4),
                            (enum coir_slow)(seed % 2));
        start_all(4, 2 + random_below(15));
        FRESH(trouble);
        START(&loop, trouble, chaos, .rounds = random_below(12));
        ck_assert_int_eq(coir_run(&loop), 0);
        ck_assert(seed % 2 == COIR_SLOW_LOSES || watchers[0].frame.lost == 0);
        check_nothing_is_left();
        close_rig();
    }
    printf("# %ld items seen, %ld lost, %ld woken tasks met\n", total, lost, granted);
    ck_assert_int_gt(total, 10 * RUNS);
    ck_assert_int_gt(lost, RUNS / 10);
    ck_assert_int_gt(granted, RUNS / 20);
}
END_TEST

static Suite *broadcast_suite(void) {
    Suite *suite = suite_create("broadcast");
    TCase *both = tcase_create("both"), *tests = tcase_create("one"),
          *all = tcase_create("conservation");
    tcase_add_checked_fixture(both, set_up, tear_down);
    tcase_add_loop_test(both, every_subscriber_sees_every_item_in_order, 0, 2);
    tcase_add_loop_test(both, one_who_subscribes_later_sees_what_comes_later, 0, 2);
    tcase_add_loop_test(both, without_subscribers_publishing_never_waits, 0, 2);
    tcase_add_loop_test(both, an_item_wakes_one_reader_of_each_subscriber_in_the_order_they_came, 0,
                        2);
    tcase_add_loop_test(both, nobody_takes_an_item_that_is_reserved_for_a_woken_reader, 0, 2);
    tcase_add_loop_test(both, a_woken_reader_that_is_cancelled_passes_the_item_on, 0, 2);
    tcase_add_loop_test(both, after_the_close_subscribers_see_the_rest_and_then_the_end, 0, 2);
    tcase_add_loop_test(both, the_close_tells_readers_that_wait_when_nothing_is_left_for_them, 0,
                        2);
    tcase_add_loop_test(both, readers_that_wait_behind_the_last_item_are_told_when_it_is_taken, 0,
                        2);
    tcase_add_loop_test(both, who_reads_through_a_subscriber_that_leaves_is_told_and_others_wait_on,
                        0, 2);
    tcase_add_loop_test(both, a_woken_reader_is_told_too_when_its_subscriber_leaves_or_is_cancelled,
                        0, 2);
    tcase_add_loop_test(both, loops_over_what_is_published_end_with_the_broadcast, 0, 2);
    suite_add_tcase(suite, both);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_slow_subscriber_loses_the_oldest_items_and_knows_how_many);
    tcase_add_test(tests, a_woken_reader_gets_the_oldest_that_is_left_when_it_runs);
    tcase_add_test(tests, a_slow_subscriber_that_leaves_misses_nothing_more);
    tcase_add_test(tests, a_full_ring_refuses_until_the_slowest_has_seen_its_oldest);
    tcase_add_test(tests, publishers_wait_for_the_slowest_in_the_order_they_came);
    tcase_add_test(tests, nobody_takes_a_slot_that_is_reserved_for_a_woken_publisher);
    tcase_add_test(tests, a_woken_publisher_that_is_cancelled_passes_the_slot_on);
    tcase_add_test(tests, the_slowest_that_leaves_holds_up_nobody);
    tcase_add_test(tests, the_close_tells_publishers_that_wait_and_those_that_were_woken);
    tcase_add_loop_test(tests, anybody_cancelled_in_any_turn_the_others_see_all, 0,
                        2 * TURNS * (PUBLISHERS + READERS));
    suite_add_tcase(suite, tests);
    tcase_set_timeout(all, 100);
    tcase_add_test(all, in_random_runs_nobody_misses_an_item_without_knowing);
    suite_add_tcase(suite, all);
    return suite;
}

int main(void) {
    return run_suite(broadcast_suite());
}
