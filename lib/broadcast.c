/* broadcast.c - show every item to every subscriber.
 *
 * One copy in, one copy out for each subscriber, one wake-up for each that waits.
 * SPDX-License-Identifier: MIT
 */
#include "coir/broadcast.h"
#include "loop_.h"

#if COIR_JOINS

/* ---- What there is, and for whom it is reserved ---- */

static unsigned free_slots_(const struct coir_broadcast *broadcast) {
    if (broadcast->slow == COIR_SLOW_LOSES)
        return broadcast->room;
    return broadcast->room - (unsigned)(broadcast->published - broadcast->slowest);
}

unsigned coir_unread(const struct coir_subscriber *subscriber) {
    const struct coir_broadcast *broadcast = subscriber->broadcast;
    uint64_t behind;
    if (!broadcast)
        return 0;
    behind = broadcast->published - subscriber->next;
    return behind < broadcast->room ? (unsigned)behind : broadcast->room;
}

static void grant_slots_(struct coir_broadcast *broadcast) {
    while (!coir_list_empty(&broadcast->publishers) &&
           free_slots_(broadcast) > broadcast->granted) {
        broadcast->granted++;
        coir_grant_(coir_first(&broadcast->publishers));
    }
}

static struct coir_subscriber *subscriber_of_(const struct coir_task *reader) {
    return (struct coir_subscriber *)reader->entry.on.object;
}

/* Readers, in the order in which they came: those who find an item that is not reserved have one
 * reserved, and run. Those for whom there is nothing any more are told. */
static void grant_items_(struct coir_broadcast *broadcast) {
    struct coir_link *at = broadcast->readers.next, *next;
    for (; at != &broadcast->readers; at = next) {
        struct coir_task *reader = (struct coir_task *)at;
        struct coir_subscriber *subscriber = subscriber_of_(reader);
        unsigned unread = coir_unread(subscriber);
        next = at->next;
        if (unread > subscriber->granted) {
            subscriber->granted++;
            coir_grant_(reader);
        } else if (broadcast->closed && unread == 0) {
            coir_wake(reader, COIR_EOF);
        }
    }
}

static void publisher_abandon_(void *object) {
    struct coir_broadcast *broadcast = (struct coir_broadcast *)object;
    broadcast->granted--;
    grant_slots_(broadcast);
}

static void reader_abandon_(void *object) {
    struct coir_subscriber *subscriber = (struct coir_subscriber *)object;
    subscriber->granted--;
    if (subscriber->broadcast)
        grant_items_(subscriber->broadcast);
}

static const struct coir_kind publisher_ = {COIR_WHAT_("the slowest subscriber"), NULL,
                                            publisher_abandon_};
static const struct coir_kind reader_ = {COIR_WHAT_("an item of a broadcast"), NULL,
                                         reader_abandon_};

void coir_broadcast_init(struct coir_broadcast *broadcast, void *slots, size_t item_size,
                         unsigned room, enum coir_slow slow) {
    COIR_CHECK_(item_size > 0 && room > 0, "a broadcast without room");
    memset(broadcast, 0, sizeof *broadcast);
    broadcast->kind = &publisher_;
    broadcast->slots = (char *)slots;
    broadcast->item_size = item_size;
    broadcast->room = room;
    broadcast->slow = (uint8_t)slow;
    coir_list_init(&broadcast->subscribers);
    coir_list_init(&broadcast->publishers);
    coir_list_init(&broadcast->readers);
}

/* ---- Who is the slowest ---- */

/* Subscribers have moved on or gone: look where the slowest stand now. */
static void find_slowest_(struct coir_broadcast *broadcast) {
    struct coir_link *at = broadcast->subscribers.next;
    broadcast->slowest = broadcast->published;
    broadcast->at_slowest = 0;
    for (; at != &broadcast->subscribers; at = at->next) {
        struct coir_subscriber *subscriber =
            (struct coir_subscriber *)(void *)((char *)at - offsetof(struct coir_subscriber, link));
        if (subscriber->next < broadcast->slowest) {
            broadcast->slowest = subscriber->next;
            broadcast->at_slowest = 0;
        }
        broadcast->at_slowest += subscriber->next == broadcast->slowest;
    }
    grant_slots_(broadcast);
}

/* A subscriber leaves this place. */
static void leave_(struct coir_broadcast *broadcast, uint64_t place) {
    if (broadcast->slow == COIR_SLOW_BLOCKS && place == broadcast->slowest &&
        --broadcast->at_slowest == 0)
        find_slowest_(broadcast);
}

int coir_subscribe(struct coir_subscriber *subscriber, struct coir_broadcast *broadcast) {
    if (broadcast->closed)
        return COIR_CLOSED;
    memset(subscriber, 0, sizeof *subscriber);
    subscriber->kind = &reader_;
    subscriber->broadcast = broadcast;
    subscriber->next = broadcast->published;
    if (broadcast->slow == COIR_SLOW_BLOCKS && subscriber->next == broadcast->slowest)
        broadcast->at_slowest++;
    coir_link_before(&broadcast->subscribers, &subscriber->link);
    return 0;
}

void coir_unsubscribe(struct coir_subscriber *subscriber) {
    struct coir_broadcast *broadcast = subscriber->broadcast;
    struct coir_link *at, *next;
    if (!broadcast)
        return;
    for (at = broadcast->readers.next; at != &broadcast->readers; at = next) {
        next = at->next;
        if (subscriber_of_((struct coir_task *)at) == subscriber)
            coir_wake((struct coir_task *)at, COIR_CLOSED);
    }
    subscriber->broadcast = NULL;
    coir_unlink(&subscriber->link);
    leave_(broadcast, subscriber->next);
}

/* ---- Publishing ---- */

static void move_in_(struct coir_broadcast *broadcast, const void *item) {
    memcpy(broadcast->slots + broadcast->back * broadcast->item_size, item, broadcast->item_size);
    if (++broadcast->back == broadcast->room)
        broadcast->back = 0;
    broadcast->published++;
    if (coir_list_empty(&broadcast->subscribers))
        broadcast->slowest = broadcast->published;
    grant_items_(broadcast);
}

int coir_publish_nowait(struct coir_broadcast *broadcast, const void *item) {
    if (broadcast->closed)
        return COIR_CLOSED;
    if (free_slots_(broadcast) <= broadcast->granted)
        return COIR_FULL;
    move_in_(broadcast, item);
    return 0;
}

int coir_publish(struct coir_broadcast *broadcast, const void *item) {
    int refused;
    broadcast->granted -= coir_take_grant_(broadcast);
    refused = coir_publish_nowait(broadcast, item);
    return refused == COIR_FULL ? coir_park(&broadcast->publishers, broadcast) : refused;
}

void coir_broadcast_close(struct coir_broadcast *broadcast) {
    broadcast->closed = true;
    grant_items_(broadcast);
    coir_wake_all_(&broadcast->publishers, COIR_CLOSED);
}

/* ---- Reading ---- */

/* Go past what was lost, and copy the next item, which lies so many slots before the back. */
static void move_out_(struct coir_subscriber *subscriber, void *item) {
    struct coir_broadcast *broadcast = subscriber->broadcast;
    unsigned unread = coir_unread(subscriber);
    uint64_t place = subscriber->next, number = broadcast->published - unread;
    unsigned at = broadcast->back < unread ? broadcast->back + (broadcast->room - unread)
                                           : broadcast->back - unread;
    memcpy(item, broadcast->slots + at * broadcast->item_size, broadcast->item_size);
    subscriber->lost += (uint32_t)(number - place);
    subscriber->next = number + 1;
    leave_(broadcast, place);
    if (broadcast->closed && unread == 1)
        grant_items_(broadcast);
}

int coir_read_next_nowait(struct coir_subscriber *subscriber, void *item) {
    unsigned unread = coir_unread(subscriber);
    if (!subscriber->broadcast)
        return COIR_CLOSED;
    if (unread > subscriber->granted) {
        move_out_(subscriber, item);
        return 0;
    }
    return unread == 0 && subscriber->broadcast->closed ? (int)COIR_EOF : (int)COIR_EMPTY;
}

int coir_read_next(struct coir_subscriber *subscriber, void *item) {
    int refused;
    subscriber->granted -= coir_take_grant_(subscriber);
    refused = coir_read_next_nowait(subscriber, item);
    return refused == COIR_EMPTY ? coir_park(&subscriber->broadcast->readers, subscriber) : refused;
}

/* ---- With blocks and loops ---- */

COIR_ASYNC(coir_published) {
    COIR_TRY {
        for (;;) {
            COIR_AWAIT(coir_read_next(self->subscriber, self->item));
            COIR_YIELD(0);
        }
    }
    COIR_CATCH(COIR_EOF) {
        /* the end of the loop */
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_GENERATOR(coir_subscribed) {
    self->value = coir_subscribe(self->subscriber, self->broadcast);
    if (self->value < 0)
        COIR_RAISE(self->value);
    COIR_TRY {
        COIR_YIELD(0);
    }
    COIR_FINALLY {
        coir_unsubscribe(self->subscriber);
    }
    COIR_TRY_END
}
COIR_GENERATOR_END

#endif
