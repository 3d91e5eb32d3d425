/* test_channel.c - a channel ends when one side has closed; until then it is a queue, and loses nothing. */
#include "rig.h"

#define ROOM 2

static struct coir_channel channel;
static int slots[ROOM];
static struct coir_sender tx, tx2;
static struct coir_receiver rx, rx2;

struct sending {
    CORO;
    struct coir_sender *through;
    int item;
};

ASYNC(sending) {
    AWAIT(coir_send(self->through, &self->item));
    note_number("sent", self->item);
}
ASYNC_END

struct receiving {
    CORO;
    struct coir_receiver *through;
    const char *name;
    int item;
};

ASYNC(receiving) {
    self->item = -1;
    AWAIT(coir_receive(self->through, &self->item));
    note_number(self->name, self->item);
}
ASYNC_END

/* Takes all there is, until the end. */
struct consumer {
    CORO;
    struct coir_receiver *through;
    int item, limit;
    struct coir_received each;
};

ASYNC(consumer) {
    ASYNC_FOR(self->each, coir_received, .receiver = self->through, .item = &self->item) {
        note_number("", self->item);
        if (self->item == self->limit)
            break;
    }
    ASYNC_FOR_END
    note("end");
}
ASYNC_END

static COIR_TASK(sending) s[3];
static COIR_TASK(receiving) r[3];
static COIR_TASK(consumer) consumers[2];

static void set_up(void) {
    open_rig();
    loop.report = ignore;
    FRESH(s);
    FRESH(r);
    FRESH(consumers);
    FRESH(tx2);
    FRESH(rx2);
    coir_channel_init(&channel, slots, sizeof slots[0], ROOM);
    ck_assert_int_eq(coir_sender_open(&tx, &channel), 0);
    ck_assert_int_eq(coir_receiver_open(&rx, &channel), 0);
}

static void tear_down(void) {
    struct coir_task *task;
    while ((task = coir_next_task(&loop, NULL)) != NULL) {
        coir_cancel(task);
        coir_run(&loop);
    }
    close_rig();
}

static int send_through(struct coir_sender *sender, int item) {
    return coir_send_nowait(sender, &item);
}

static int receive_through(struct coir_receiver *receiver) {
    int item = -1, error = coir_receive_nowait(receiver, &item);
    return error ? error : item;
}

static int take_left(void) {
    int item = -1, error = coir_channel_take_left(&channel, &item);
    return error ? error : item;
}

/* The channel is full of 1 and 2, and three wait: 10 and 12 through tx, 11 through tx2. */
static void start_senders(void) {
    coir_sender_clone(&tx2, &tx);
    send_through(&tx, 1);
    send_through(&tx, 2);
    for (int i = 0; i < 3; i++)
        START(&loop, s[i], sending, .through = i == 1 ? &tx2 : &tx, .item = 10 + i);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
}

/* Three wait, b through rx2. */
static void start_receivers(void) {
    static const char *names[] = {"a", "b", "c"};
    coir_receiver_clone(&rx2, &rx);
    for (int i = 0; i < 3; i++)
        START(&loop, r[i], receiving, .through = i == 1 ? &rx2 : &rx, .name = names[i]);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "");
}

/* ---- As a queue ---- */

START_TEST(what_is_sent_is_received_in_order_within_the_room) {
    ck_assert_int_eq(receive_through(&rx), COIR_EMPTY);
    ck_assert_int_eq(send_through(&tx, 1), 0);
    ck_assert_int_eq(send_through(&tx, 2), 0);
    ck_assert_int_eq(send_through(&tx, 3), COIR_FULL);
    ck_assert_int_eq(receive_through(&rx), 1);
    ck_assert_int_eq(receive_through(&rx), 2);
    ck_assert_int_eq(receive_through(&rx), COIR_EMPTY);
}
END_TEST

START_TEST(an_end_that_was_never_opened_is_closed) {
    struct coir_sender sender = {NULL, NULL, false};
    struct coir_receiver receiver = {NULL, NULL, false};
    ck_assert_int_eq(send_through(&sender, 1), COIR_CLOSED);
    ck_assert_int_eq(receive_through(&receiver), COIR_CLOSED);
    ck_assert_int_eq(coir_sender_clone(&tx2, &sender), COIR_CLOSED);
    ck_assert_int_eq(coir_receiver_clone(&rx2, &receiver), COIR_CLOSED);
    START(&loop, s[0], sending, .through = &sender, .item = 1);
    START(&loop, r[0], receiving, .through = &receiver, .name = "a");
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&s[0].task), COIR_CLOSED);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_CLOSED);
    coir_sender_close(&sender);
    coir_receiver_close(&receiver);
    ck_assert_int_eq(send_through(&tx, 1), 0);
}
END_TEST

START_TEST(a_channel_without_receivers_yet_is_not_broken) {
    struct coir_channel other;
    int space[1];
    coir_channel_init(&other, space, sizeof space[0], 1);
    ck_assert_int_eq(coir_sender_open(&tx2, &other), 0);
    ck_assert_int_eq(send_through(&tx2, 5), 0);
    ck_assert_int_eq(coir_receiver_open(&rx2, &other), 0);
    ck_assert_int_eq(receive_through(&rx2), 5);
}
END_TEST

START_TEST(tasks_wait_in_the_order_they_came_whatever_clone_they_use) {
    start_senders();
    for (int i = 1; i <= 2; i++)
        ck_assert_int_eq(receive_through(&rx), i);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "sent10 sent11");
    ck_assert_int_eq(receive_through(&rx), 10);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "sent10 sent11 sent12");
}
END_TEST

START_TEST(receivers_wait_in_the_order_they_came_whatever_clone_they_use) {
    start_receivers();
    send_through(&tx, 1);
    send_through(&tx, 2);
    coir_poll(&loop);
    send_through(&tx, 3);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a1 b2 c3");
}
END_TEST

START_TEST(a_woken_receiver_that_is_cancelled_passes_the_item_on) {
    start_receivers();
    send_through(&tx, 1);
    coir_cancel(&r[0].task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&r[0].task));
    ck_assert_int_eq(r[0].frame.item, -1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "b1");
}
END_TEST

START_TEST(a_woken_sender_that_is_cancelled_passes_the_room_on) {
    start_senders();
    ck_assert_int_eq(receive_through(&rx), 1);
    coir_cancel(&s[0].task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&s[0].task));
    coir_poll(&loop);
    ck_assert_str_eq(trace, "sent11");
}
END_TEST

/* ---- The last sender closes ---- */

START_TEST(after_the_last_sender_receivers_get_what_is_left_and_then_the_end) {
    coir_sender_clone(&tx2, &tx);
    send_through(&tx, 1);
    send_through(&tx2, 2);
    coir_sender_close(&tx);
    ck_assert_int_eq(send_through(&tx, 3), COIR_CLOSED);
    ck_assert_int_eq(receive_through(&rx), 1);
    coir_sender_close(&tx2);
    ck_assert_int_eq(receive_through(&rx), 2);
    ck_assert_int_eq(receive_through(&rx), COIR_EOF);
    START(&loop, r[0], receiving, .through = &rx, .name = "a");
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_EOF);
}
END_TEST

START_TEST(the_last_sender_tells_every_receiver_that_waits) {
    start_receivers();
    coir_sender_close(&tx);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coir_outcome(&r[i].task), COIR_EOF);
}
END_TEST

START_TEST(a_clone_that_is_open_keeps_the_stream_open) {
    start_receivers();
    coir_sender_clone(&tx2, &tx);
    coir_sender_close(&tx);
    coir_sender_close(&tx); /* idempotent: counts once */
    coir_poll(&loop);
    ck_assert(!coir_done(&r[0].task));
    ck_assert_int_eq(send_through(&tx2, 7), 0);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "a7");
}
END_TEST

START_TEST(what_is_reserved_at_the_end_of_the_stream_passes_on_and_then_all_are_told) {
    start_receivers();
    send_through(&tx, 1);
    coir_sender_close(&tx);
    coir_cancel(&r[0].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "b1");
    ck_assert(coir_cancelled(&r[0].task));
    ck_assert_int_eq(coir_outcome(&r[2].task), COIR_EOF);
}
END_TEST

START_TEST(after_the_end_of_the_stream_no_end_is_opened) {
    coir_sender_close(&tx);
    ck_assert_int_eq(coir_sender_open(&tx2, &channel), COIR_CLOSED);
    ck_assert_int_eq(coir_receiver_open(&rx2, &channel), COIR_CLOSED);
    ck_assert_int_eq(receive_through(&rx2), COIR_CLOSED);
    ck_assert_int_eq(receive_through(&rx), COIR_EOF);
}
END_TEST

START_TEST(a_clone_of_an_open_receiver_gets_what_is_left_though_the_last_sender_has_closed) {
    send_through(&tx, 1);
    coir_sender_close(&tx);
    ck_assert_int_eq(coir_receiver_clone(&rx2, &rx), 0);
    coir_receiver_close(&rx);
    ck_assert_int_eq(receive_through(&rx2), 1);
    ck_assert_int_eq(receive_through(&rx2), COIR_EOF);
}
END_TEST

/* ---- The last receiver closes ---- */

START_TEST(after_the_last_receiver_senders_are_told_that_nobody_listens) {
    start_senders();
    coir_receiver_close(&rx);
    ck_assert_int_eq(send_through(&tx, 9), COIR_PIPE);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coir_outcome(&s[i].task), COIR_PIPE);
    ck_assert_str_eq(trace, "");
}
END_TEST

START_TEST(a_clone_of_an_open_sender_is_told_too) {
    coir_receiver_close(&rx);
    ck_assert_int_eq(coir_sender_clone(&tx2, &tx), 0);
    ck_assert_int_eq(send_through(&tx2, 9), COIR_PIPE);
}
END_TEST

START_TEST(a_woken_sender_is_told_too) {
    start_senders();
    ck_assert_int_eq(receive_through(&rx), 1);
    coir_receiver_close(&rx);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&s[0].task), COIR_PIPE);
    ck_assert_int_eq(coir_outcome(&s[2].task), COIR_PIPE);
}
END_TEST

START_TEST(a_receiver_that_is_open_keeps_senders_going) {
    coir_receiver_clone(&rx2, &rx);
    coir_receiver_close(&rx);
    coir_receiver_close(&rx);
    ck_assert_int_eq(send_through(&tx, 1), 0);
    ck_assert_int_eq(receive_through(&rx), COIR_CLOSED);
    ck_assert_int_eq(receive_through(&rx2), 1);
}
END_TEST

START_TEST(what_nobody_received_can_be_taken_back) {
    send_through(&tx, 1);
    send_through(&tx, 2);
    ck_assert_int_eq(take_left(), COIR_RUNTIME);
    coir_receiver_close(&rx);
    ck_assert_int_eq(take_left(), 1);
    ck_assert_int_eq(take_left(), 2);
    ck_assert_int_eq(take_left(), COIR_EMPTY);
}
END_TEST

START_TEST(what_was_reserved_for_a_receiver_that_closed_can_be_taken_back_at_once) {
    START(&loop, r[0], receiving, .through = &rx, .name = "a");
    coir_poll(&loop);
    send_through(&tx, 1);
    coir_receiver_close(&rx);
    ck_assert_int_eq(take_left(), 1);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_CLOSED);
    ck_assert_int_eq(take_left(), COIR_EMPTY);
}
END_TEST

/* ---- The own end is closed ---- */

START_TEST(who_waits_through_a_sender_that_is_closed_is_told_and_others_wait_on) {
    start_senders();
    coir_sender_close(&tx);
    coir_poll(&loop);
    ck_assert_int_eq(coir_outcome(&s[0].task), COIR_CLOSED);
    ck_assert(!coir_done(&s[1].task));
    ck_assert_int_eq(coir_outcome(&s[2].task), COIR_CLOSED);
    ck_assert_int_eq(receive_through(&rx), 1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "sent11");
}
END_TEST

START_TEST(who_waits_through_a_receiver_that_is_closed_is_told_and_others_wait_on) {
    start_receivers();
    coir_receiver_close(&rx);
    coir_poll(&loop);
    ck_assert_int_eq(coir_outcome(&r[0].task), COIR_CLOSED);
    ck_assert(!coir_done(&r[1].task));
    ck_assert_int_eq(coir_outcome(&r[2].task), COIR_CLOSED);
    send_through(&tx, 1);
    coir_poll(&loop);
    ck_assert_str_eq(trace, "b1");
}
END_TEST

/* _i: whether the woken task is cancelled in the same turn, after or before the closing. */
START_TEST(room_reserved_for_a_sender_that_is_closed_passes_on) {
    start_senders();
    ck_assert_int_eq(receive_through(&rx), 1);
    if (_i == 1)
        coir_cancel(&s[0].task);
    coir_sender_close(&tx);
    if (_i == 2)
        coir_cancel(&s[0].task);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&s[0].task), _i ? COIR_CANCELLED : COIR_CLOSED);
    ck_assert_str_eq(trace, "sent11");
    ck_assert_uint_eq(channel.queue.putters.granted, 0);
}
END_TEST

START_TEST(an_item_reserved_for_a_receiver_that_is_closed_passes_on) {
    start_receivers();
    send_through(&tx, 1);
    if (_i == 1)
        coir_cancel(&r[0].task);
    coir_receiver_close(&rx);
    if (_i == 2)
        coir_cancel(&r[0].task);
    coir_poll(&loop);
    coir_poll(&loop);
    ck_assert_int_eq(coir_outcome(&r[0].task), _i ? COIR_CANCELLED : COIR_CLOSED);
    ck_assert_str_eq(trace, "b1");
    ck_assert_uint_eq(channel.queue.getters.granted, 0);
}
END_TEST

/* ---- Iterating, with blocks, statistics ---- */

START_TEST(a_loop_over_what_is_received_ends_with_the_stream) {
    START(&loop, consumers[0], consumer, .through = &rx);
    send_through(&tx, 1);
    coir_poll(&loop);
    send_through(&tx, 2);
    send_through(&tx, 3);
    coir_sender_close(&tx);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&consumers[0].task), 0);
    ck_assert_str_eq(trace, "1 2 3 end");
}
END_TEST

START_TEST(two_loops_share_the_items_and_both_end) {
    coir_receiver_clone(&rx2, &rx);
    START(&loop, consumers[0], consumer, .through = &rx);
    START(&loop, consumers[1], consumer, .through = &rx2);
    coir_poll(&loop);
    send_through(&tx, 1);
    send_through(&tx, 2);
    coir_poll(&loop);
    coir_sender_close(&tx);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "1 2 end end");
}
END_TEST

START_TEST(a_loop_that_is_left_by_break_leaves_the_receiver_open) {
    send_through(&tx, 1);
    send_through(&tx, 2);
    START(&loop, consumers[0], consumer, .through = &rx, .limit = 1);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "1 end");
    ck_assert_int_eq(receive_through(&rx), 2);
}
END_TEST

START_TEST(a_loop_whose_receiver_is_closed_fails) {
    START(&loop, consumers[0], consumer, .through = &rx);
    coir_poll(&loop);
    coir_receiver_close(&rx);
    coir_run(&loop);
    ck_assert_int_eq(coir_outcome(&consumers[0].task), COIR_CLOSED);
}
END_TEST

/* Sends some numbers, and closes its end however it ends. */
struct producer {
    CORO;
    struct coir_sender *of;
    int from, to;
    struct coir_sender sender;
    struct coir_sending sending;
};

ASYNC(producer) {
    coir_sender_clone(&self->sender, self->of);
    WITH(self->sending, coir_sending, .sender = &self->sender) {
        for (; self->from < self->to; self->from++)
            AWAIT(coir_send(&self->sender, &self->from));
    }
    WITH_END
}
ASYNC_END

/* Receives until it has enough, or until the end, and closes its end. */
struct taster {
    CORO;
    struct coir_receiver receiver;
    int enough, item;
    struct coir_receiving receiving;
    struct coir_received each;
};

ASYNC(taster) {
    coir_receiver_clone(&self->receiver, &rx);
    WITH(self->receiving, coir_receiving, .receiver = &self->receiver) {
        ASYNC_FOR(self->each, coir_received, .receiver = &self->receiver, .item = &self->item) {
            note_number("", self->item);
            if (--self->enough == 0)
                break;
        }
        ASYNC_FOR_END
    }
    WITH_END
}
ASYNC_END

static COIR_TASK(producer) producers[3];
static COIR_TASK(taster) picky;

START_TEST(a_consumer_ends_when_its_producers_have_though_one_was_cancelled) {
    FRESH(producers);
    START(&loop, producers[0], producer, .of = &tx, .from = 1, .to = 4);
    START(&loop, producers[1], producer, .of = &tx, .from = 11, .to = 19);
    START(&loop, consumers[0], consumer, .through = &rx);
    coir_poll(&loop);
    coir_sender_close(&tx);
    coir_cancel(&producers[1].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&producers[0].task), 0);
    ck_assert(coir_cancelled(&producers[1].task));
    ck_assert_int_eq(coir_outcome(&consumers[0].task), 0);
    ck_assert_str_eq(trace, "1 2 3 end");
}
END_TEST

START_TEST(producers_end_when_nobody_wants_more) {
    FRESH(producers);
    FRESH(picky);
    START(&loop, picky, taster, .enough = 3);
    START(&loop, producers[0], producer, .of = &tx, .from = 1, .to = 1000);
    coir_poll(&loop);
    coir_receiver_close(&rx);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "1 2 3");
    ck_assert_int_eq(coir_outcome(&picky.task), 0);
    ck_assert_int_eq(coir_outcome(&producers[0].task), COIR_PIPE);
}
END_TEST

START_TEST(statistics_count_ends_items_and_those_who_wait) {
    struct coir_channel_counts now;
    start_senders();
    coir_channel_statistics(&channel, &now);
    ck_assert_uint_eq(now.items, 2);
    ck_assert_uint_eq(now.room, ROOM);
    ck_assert_uint_eq(now.senders, 2);
    ck_assert_uint_eq(now.receivers, 1);
    ck_assert_uint_eq(now.senders_waiting, 3);
    ck_assert_uint_eq(now.receivers_waiting, 0);
    coir_receiver_close(&rx);
    coir_sender_close(&tx);
    coir_sender_close(&tx2);
    coir_channel_statistics(&channel, &now);
    ck_assert_uint_eq(now.senders + now.receivers + now.senders_waiting, 0);
    ck_assert_uint_eq(now.items, 2);
}
END_TEST

/* ---- Each cancelled at each moment ---- */

#define TURNS 14

static int sum_sent, sum_received;

struct counter {
    CORO;
    struct coir_sender sender;
    struct coir_sending sending;
    int item;
};

ASYNC(counter) {
    WITH(self->sending, coir_sending, .sender = &self->sender) {
        for (self->item = 1; self->item <= 4; self->item++) {
            AWAIT(coir_send(&self->sender, &self->item));
            sum_sent += self->item;
        }
    }
    WITH_END
}
ASYNC_END

struct adder {
    CORO;
    struct coir_receiver receiver;
    struct coir_receiving receiving;
    struct coir_received each;
    int item;
};

ASYNC(adder) {
    WITH(self->receiving, coir_receiving, .receiver = &self->receiver) {
        ASYNC_FOR(self->each, coir_received, .receiver = &self->receiver, .item = &self->item) {
            sum_received += self->item;
            AWAIT(coir_sleep(0));
        }
        ASYNC_FOR_END
    }
    WITH_END
}
ASYNC_END

static COIR_TASK(counter) counters[2];
static COIR_TASK(adder) adders[2];

static struct coir_task *victim(int i) {
    return i < 2 ? &counters[i].task : &adders[i - 2].task;
}

/* _i is the victim, how many turns ran before, and whether a second one goes with it. */
START_TEST(any_end_cancelled_in_any_turn_everybody_ends_and_every_item_is_somewhere) {
    int who = _i % 4, turns = _i / 4 % TURNS, both = _i / 4 / TURNS;
    FRESH(counters);
    FRESH(adders);
    sum_sent = sum_received = 0;
    coir_channel_init(&channel, slots, sizeof slots[0], 1);
    for (int i = 0; i < 2; i++) {
        START(&loop, counters[i], counter);
        START(&loop, adders[i], adder);
        coir_sender_open(&counters[i].frame.sender, &channel);
        coir_receiver_open(&adders[i].frame.receiver, &channel);
    }
    for (int turn = 0; turn <= turns; turn++)
        coir_poll(&loop);
    coir_cancel(victim(who));
    if (both)
        coir_cancel(victim((who + both) % 4));
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_uint_eq(channel.senders + channel.receivers, 0);
    ck_assert_uint_eq(channel.queue.getters.granted + channel.queue.putters.granted, 0);
    for (int item = take_left(); item >= 0; item = take_left())
        sum_received += item;
    ck_assert_int_eq(sum_sent, sum_received);
    for (int i = 0; i < 2; i++)
        ck_assert(coir_outcome(&counters[i].task) == 0 || coir_cancelled(&counters[i].task) ||
                  coir_outcome(&counters[i].task) == COIR_PIPE);
}
END_TEST

/* ---- Conservation ---- */

#define WORKERS 4 /* of each kind */
#define LOG 600

static uint32_t state;
static int sent[LOG], n_sent, n_received, next_item;
static long total, granted, closed, unheard;
static bool out_of_order;

static int random_below(int below) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (int)(state % (uint32_t)below);
}

static void book_received(int item) {
    out_of_order |= n_received == n_sent || sent[n_received] != item;
    n_received++;
}

/* A frame for both: opens an end or shares one, moves items with patience for a while. */
struct worker {
    CORO;
    struct coir_sender *sender;
    struct coir_receiver *receiver;
    int rounds, item;
    struct coir_timeout timeout;
};

ASYNC(worker) {
    while (self->rounds-- > 0) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = 1 + random_below(4)) {
                if (self->receiver) {
                    AWAIT(coir_receive(self->receiver, &self->item));
                    book_received(self->item);
                } else {
                    self->item = next_item++;
                    AWAIT(coir_send(self->sender, &self->item));
                    sent[n_sent++] = self->item;
                }
            }
            ASYNC_WITH_END
            if (random_below(2))
                AWAIT(coir_sleep(random_below(3)));
        }
        CATCH(COIR_TIMEOUT) {
        }
        TRY_END
    }
}
ASYNC_END

static COIR_TASK(worker) workers[2 * WORKERS];
static struct coir_sender senders[2];
static struct coir_receiver receivers[2];

/* Cancels tasks and closes ends. */
struct chaos {
    CORO;
    int rounds;
};

ASYNC(chaos) {
    while (self->rounds-- > 0) {
        int i;
        AWAIT(coir_sleep(random_below(3)));
        i = random_below(2 * WORKERS);
        granted += (workers[i].task.entry.flags & COIR_GRANTED_) != 0;
        if (random_below(2))
            coir_cancel(&workers[i].task);
        if (random_below(8) == 0)
            coir_sender_close(&senders[random_below(2)]);
        if (random_below(8) == 0)
            coir_receiver_close(&receivers[random_below(2)]);
    }
}
ASYNC_END

static COIR_TASK(chaos) trouble;

static void start_all(void) {
    for (int i = 0; i < 2; i++) {
        coir_sender_open(&senders[i], &channel);
        coir_receiver_open(&receivers[i], &channel);
    }
    for (int i = 0; i < 2 * WORKERS; i++) {
        FRESH(workers[i]);
        START(&loop, workers[i], worker, .sender = i % 2 ? NULL : &senders[i / 2 % 2],
              .receiver = i % 2 ? &receivers[i / 2 % 2] : NULL, .rounds = 1 + random_below(8));
    }
    START(&loop, trouble, chaos, .rounds = 1 + random_below(20));
}

static bool outcome_is_allowed(int i) {
    int outcome = coir_outcome(&workers[i].task);
    closed += outcome == COIR_CLOSED;
    unheard += outcome == COIR_PIPE;
    return outcome == 0 || outcome == COIR_CANCELLED || outcome == COIR_CLOSED ||
           outcome == (i % 2 ? COIR_EOF : COIR_PIPE);
}

static void run_seed(uint32_t seed) {
    static int space[4];
    open_rig();
    loop.report = ignore;
    state = seed;
    loop.shuffle = seed % 2 ? seed : 0;
    n_sent = n_received = next_item = 0;
    out_of_order = false;
    FRESH(trouble);
    coir_channel_init(&channel, space, sizeof space[0], 1 + (unsigned)random_below(4));
    start_all();
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < 2 * WORKERS; i++)
        ck_assert(outcome_is_allowed(i));
    for (int i = 0; i < 2; i++) {
        coir_sender_close(&senders[i]);
        coir_receiver_close(&receivers[i]);
    }
    for (int item = take_left(); item >= 0; item = take_left())
        book_received(item);
    ck_assert_int_eq(n_sent, n_received);
    ck_assert(!out_of_order);
    ck_assert_uint_eq(channel.queue.getters.granted + channel.queue.putters.granted, 0);
    total += n_received;
    close_rig();
}

#define RUNS 8000

START_TEST(in_random_runs_with_closing_and_cancelling_no_item_is_lost_or_doubled) {
    for (uint32_t seed = 1; seed <= RUNS; seed++)
        run_seed(seed);
    printf("# %ld items, %ld woken tasks met, %ld closed, %ld unheard\n", total, granted, closed,
           unheard);
    ck_assert_int_gt(total, 5 * RUNS);
    ck_assert_int_gt(granted, RUNS / 10);
    ck_assert_int_gt(closed, RUNS / 10);
    ck_assert_int_gt(unheard, RUNS / 100);
}
END_TEST

static TCase *queue_case(void) {
    TCase *tests = tcase_create("queue");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_sent_is_received_in_order_within_the_room);
    tcase_add_test(tests, an_end_that_was_never_opened_is_closed);
    tcase_add_test(tests, a_channel_without_receivers_yet_is_not_broken);
    tcase_add_test(tests, tasks_wait_in_the_order_they_came_whatever_clone_they_use);
    tcase_add_test(tests, receivers_wait_in_the_order_they_came_whatever_clone_they_use);
    tcase_add_test(tests, a_woken_receiver_that_is_cancelled_passes_the_item_on);
    tcase_add_test(tests, a_woken_sender_that_is_cancelled_passes_the_room_on);
    return tests;
}

static TCase *ends_case(void) {
    TCase *tests = tcase_create("ends");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, after_the_last_sender_receivers_get_what_is_left_and_then_the_end);
    tcase_add_test(tests, the_last_sender_tells_every_receiver_that_waits);
    tcase_add_test(tests, a_clone_that_is_open_keeps_the_stream_open);
    tcase_add_test(tests,
                   what_is_reserved_at_the_end_of_the_stream_passes_on_and_then_all_are_told);
    tcase_add_test(tests, after_the_end_of_the_stream_no_end_is_opened);
    tcase_add_test(tests,
                   a_clone_of_an_open_receiver_gets_what_is_left_though_the_last_sender_has_closed);
    tcase_add_test(tests, after_the_last_receiver_senders_are_told_that_nobody_listens);
    tcase_add_test(tests, a_clone_of_an_open_sender_is_told_too);
    tcase_add_test(tests, a_woken_sender_is_told_too);
    tcase_add_test(tests, a_receiver_that_is_open_keeps_senders_going);
    tcase_add_test(tests, what_nobody_received_can_be_taken_back);
    tcase_add_test(tests, what_was_reserved_for_a_receiver_that_closed_can_be_taken_back_at_once);
    tcase_add_test(tests, who_waits_through_a_sender_that_is_closed_is_told_and_others_wait_on);
    tcase_add_test(tests, who_waits_through_a_receiver_that_is_closed_is_told_and_others_wait_on);
    tcase_add_loop_test(tests, room_reserved_for_a_sender_that_is_closed_passes_on, 0, 3);
    tcase_add_loop_test(tests, an_item_reserved_for_a_receiver_that_is_closed_passes_on, 0, 3);
    return tests;
}

static TCase *use_case(void) {
    TCase *tests = tcase_create("use");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_loop_over_what_is_received_ends_with_the_stream);
    tcase_add_test(tests, two_loops_share_the_items_and_both_end);
    tcase_add_test(tests, a_loop_that_is_left_by_break_leaves_the_receiver_open);
    tcase_add_test(tests, a_loop_whose_receiver_is_closed_fails);
    tcase_add_test(tests, a_consumer_ends_when_its_producers_have_though_one_was_cancelled);
    tcase_add_test(tests, producers_end_when_nobody_wants_more);
    tcase_add_test(tests, statistics_count_ends_items_and_those_who_wait);
    return tests;
}

static TCase *conservation_case(void) {
    TCase *tests = tcase_create("conservation");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests,
                        any_end_cancelled_in_any_turn_everybody_ends_and_every_item_is_somewhere, 0,
                        4 * TURNS * 4);
    return tests;
}

static TCase *random_case(void) {
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, in_random_runs_with_closing_and_cancelling_no_item_is_lost_or_doubled);
    return tests;
}

static Suite *channel_suite(void) {
    Suite *suite = suite_create("channel");
    suite_add_tcase(suite, queue_case());
    suite_add_tcase(suite, ends_case());
    suite_add_tcase(suite, use_case());
    suite_add_tcase(suite, conservation_case());
    suite_add_tcase(suite, random_case());
    return suite;
}

int main(void) {
    return run_suite(channel_suite());
}
