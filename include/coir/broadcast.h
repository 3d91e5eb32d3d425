/* broadcast.h - show every item to every subscriber.
 *
 * Rung 11. A ring of slots that you provide; each subscriber has its own place in it, and sees the
 * items published since it subscribed, in order. What happens when one is slower than the ring is
 * long, you decide at the init, there is no default:
 *
 *     COIR_SLOW_LOSES    publishing never waits; the slow one misses the oldest items, and knows
 *                        how many: subscriber.lost
 *     COIR_SLOW_BLOCKS   nobody misses anything; publishers wait for the slowest
 *
 * Costs 14 words (18 on 32-bit) and the slots, a subscriber 6 (8). Publishing takes time in
 * proportion to the tasks it wakes. With COIR_SLOW_BLOCKS, the one who takes an item last looks for
 * the next slowest among all subscribers: once per item.
 *
 *     coir_broadcast_init(&news, slots, sizeof slots[0], 8, COIR_SLOW_LOSES);
 *     AWAIT(coir_publish(&news, &self->item));                          here
 *
 *     coir_subscribe(&self->reader, &news);                             there, for each reader
 *     ASYNC_FOR (self->each, coir_published, .subscriber = &self->reader, .item = &self->item) {
 *         show(&self->item);
 *     }
 *     ASYNC_FOR_END
 *     coir_unsubscribe(&self->reader);
 *
 * Needs: loop.h, with.h.   Semantics: tokio's broadcast channel; asyncio and trio have none.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_BROADCAST_H
#define COIR_BROADCAST_H

#include "coir/loop.h"
#include "coir/with.h"

#if COIR_JOINS

/* What happens when a subscriber is slower than the ring is long. */
enum coir_slow { COIR_SLOW_LOSES, COIR_SLOW_BLOCKS };

/* Items are numbered; the slots hold the last of them, up to but not including number `published`.
 *
 * A subscriber's next item has the number `next`. `slowest` is the least of these, and `at_slowest`
 * how many subscribers stand there; without any, it is `published`. Only COIR_SLOW_BLOCKS keeps the
 * two.
 *
 * Tasks are woken by counted grant, as in queue.h: a publisher for a free slot, a reader for an
 * item of its subscriber. All readers wait in one list, for their subscriber. */
struct coir_broadcast {
    const struct coir_kind *kind; /* for publishers */
    char *slots;
    size_t item_size;
    unsigned room;
    unsigned back;    /* the slot of item number `published` */
    unsigned granted; /* slots reserved for publishers that were woken */
    unsigned at_slowest;
    uint64_t published, slowest;
    struct coir_link subscribers, publishers, readers;
    uint8_t slow; /* enum coir_slow */
    bool closed;
};

/* One who sees every item. Private, but for `lost`. */
struct coir_subscriber {
    const struct coir_kind *kind;
    struct coir_broadcast *broadcast; /* NULL: not subscribed */
    struct coir_link link;
    uint64_t next;
    unsigned granted; /* items reserved for readers that were woken */
    uint32_t lost;    /* items it missed, so far */
};

COIR_C_BEGIN_

/* Begin empty and without subscribers.
 *
 * slots     yours: room * item_size bytes, as long as the broadcast is used
 * item_size bytes of an item, at least 1
 * room      how far the slowest may lag behind, in items, at least 1
 * slow      what happens then
 * context   the loop's thread; nobody is subscribed or waits */
void coir_broadcast_init(struct coir_broadcast *broadcast, void *slots, size_t item_size,
                         unsigned room, enum coir_slow slow);

/* See what is published from now on.
 *
 * subscriber   yours, where it is until coir_unsubscribe. Several tasks may read through it; each
 *              item goes to one of them
 * returns      0
 * errors       COIR_CLOSED   nothing will be published any more
 * context      the loop's thread */
int coir_subscribe(struct coir_subscriber *subscriber, struct coir_broadcast *broadcast);

/* See nothing more, and hold up nobody. Who waits through it gets COIR_CLOSED. Before its memory is
 * gone, so it belongs into a FINALLY. Idempotent, and allowed on one that is zeroed. It may not
 * subscribe anew before the tasks that read through it have run.
 * context: the loop's thread; never waits */
void coir_unsubscribe(struct coir_subscriber *subscriber);

/* Publish an item: AWAIT(coir_publish(&news, &item)). It waits only with COIR_SLOW_BLOCKS and room
 * items that somebody has not seen. Without subscribers the item is gone.
 *
 * item      copied: in the frame, not in a plain local
 * returns   0
 * errors    COIR_CLOSED      the broadcast was closed
 *           COIR_CANCELLED   it was not published
 * context   a task, in AWAIT */
int coir_publish(struct coir_broadcast *broadcast, const void *item);

/* The same without waiting. errors: COIR_FULL, also if the free slots are reserved; COIR_CLOSED
 * context: the loop's thread */
int coir_publish_nowait(struct coir_broadcast *broadcast, const void *item);

/* Publish nothing more: publishers that wait get COIR_CLOSED, subscribers what they have not seen
 * yet and then COIR_EOF. Idempotent. context: the loop's thread */
void coir_broadcast_close(struct coir_broadcast *broadcast);

/* The next item for this subscriber, waiting for one: AWAIT(coir_read_next(&reader, &item)).
 *
 * item      receives it; untouched on error
 * returns   0; if items were missed before it, subscriber.lost has grown
 * errors    COIR_EOF         the broadcast was closed, and all was seen
 *           COIR_CLOSED      it is not subscribed, perhaps since it waited
 *           COIR_CANCELLED   and the item is still to be seen
 * context   a task, in AWAIT */
int coir_read_next(struct coir_subscriber *subscriber, void *item);

/* The same without waiting. errors: COIR_EMPTY, also if what is there is reserved; COIR_EOF,
 * COIR_CLOSED
 * context: the loop's thread */
int coir_read_next_nowait(struct coir_subscriber *subscriber, void *item);

/* Items that this subscriber can still see. */
unsigned coir_unread(const struct coir_subscriber *subscriber);

COIR_C_END_

/* ASYNC_FOR (self->each, coir_published, .subscriber = &reader, .item = &self->item) { ... }
 * ASYNC_FOR_END
 *
 * Reads items into *item until the broadcast is closed and all was seen. */
struct coir_published {
    COIR_CORO;
    struct coir_subscriber *subscriber;
    void *item;
    int value;
};

COIR_ASYNC_DECLARE(coir_published);

/* WITH (self->reading, coir_subscribed, .subscriber = &self->reader, .broadcast = &news) { ... }
 * WITH_END: subscribed during a block. errors: COIR_CLOSED */
struct coir_subscribed {
    COIR_GENERATOR_FRAME;
    struct coir_subscriber *subscriber;
    struct coir_broadcast *broadcast;
    int value;
};

COIR_GENERATOR_DECLARE(coir_subscribed);

#endif
#endif
