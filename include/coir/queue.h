/* queue.h - hand items from tasks to tasks, in order, with a bound.
 *
 * Rung 11. A ring of slots that you provide, and two lists of waiting tasks. put and get are O(1)
 * and never allocate. A woken getter holds a reservation for an item, a woken putter one for a
 * slot; nobody can take it meanwhile, and cancelled first, it passes to the next. So no item and
 * no wake-up is lost. Costs 19 words (23 on 32-bit), and the slots.
 *
 *     struct job slots[16];
 *     coir_queue_init(&queue, slots, sizeof slots[0], 16);
 *
 *     AWAIT(coir_queue_put(&queue, &self->job));        here
 *     AWAIT(coir_queue_get(&queue, &self->job));        there
 *
 * Other orders begin with another init: the best first, the newest first, or without a bound, in
 * items that link themselves. The rest is the same. A program links only the orders it uses.
 *
 * Needs: loop.h.   Semantics: asyncio.Queue, PriorityQueue and LifoQueue, with shutdown as of 3.13;
 * nobody overtakes a waiter.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_QUEUE_H
#define COIR_QUEUE_H

#include "coir/loop.h"

#if COIR_GRANTS

/* `side` is a list of tasks that wait for one of two things: an item, or a free slot. As many of
 * them as there are things for are woken, and counted in `granted` until they run. Unless `quick`
 * is 0, whoever finds such a thing may take it and look at nothing else: none is reserved, nobody
 * waits for the other one, and it is a ring that is not shut down. If it is COIR_POINTERS_, items
 * are of a pointer's size. */
enum { COIR_POINTERS_ = 2 };

/* A side. Private. */
struct coir_queue_side {
    const struct coir_kind *kind;
    struct coir_queue *queue;
    struct coir_link waiters;
    unsigned granted;
    uint8_t quick;
};

/* How items move into the slots and out, if not round a ring: `in` finds the count as it was, `out`
 * as it will be. Private. */
struct coir_queue_order {
    void (*in)(struct coir_queue *queue, const void *item);
    void (*out)(struct coir_queue *queue, void *item);
};

/* A queue. Its members are private. */
struct coir_queue {
    char *slots;
    size_t item_size;
    unsigned room, count;
    union {
        unsigned first;                             /* ring: the slot of the oldest item */
        bool (*before)(const void *, const void *); /* priority                         */
        struct coir_link *node;                     /* linked: the oldest                */
    } at;
    const struct coir_queue_order *order; /* NULL: a ring */
    unsigned unfinished;
    int shut; /* what getters and putters get when there is nothing more: an error, or 0 */
    struct coir_queue_side getters, putters;
    const struct coir_kind *kind; /* for joiners */
    struct coir_link joiners;
};

COIR_C_BEGIN_

/* put and get, when it is not just a pointer that moves while nobody waits. (That is inline on
 * hosted systems, for the speed of pipelines.) */
int coir_queue_put_slowly_(struct coir_queue *queue, const void *item);
int coir_queue_get_slowly_(struct coir_queue *queue, void *item);

/* Begin empty.
 *
 * slots     yours: room * item_size bytes, as long as the queue is used
 * item_size bytes of an item, at least 1
 * room      how many items it holds, at least 1
 * context   the loop's thread; nobody may wait for the queue */
void coir_queue_init(struct coir_queue *queue, void *slots, size_t item_size, unsigned room);

/* The same, and whoever gets an item gets the newest. source: asyncio.LifoQueue */
void coir_queue_init_lifo(struct coir_queue *queue, void *slots, size_t item_size, unsigned room);

/* The same, and whoever gets an item gets the best that is there at that moment, which need not
 * be the one that woke it. put and get take time in proportion to the logarithm of the count.
 *
 * before    is *a better than *b? A strict order, the same as long as the items are there; it is
 *           called while the queue moves, so it uses no queue. Of equally good items any may come
 *           first: to have them in turn, give each a running number and compare that too
 * source    asyncio.PriorityQueue; the algorithm is heapq's, so equals come as they do there */
void coir_queue_init_priority(struct coir_queue *queue, void *slots, size_t item_size,
                              unsigned room, bool (*before)(const void *a, const void *b));

/* Begin empty, without slots and without a bound: an item is a pointer to a struct of yours whose
 * first member is a struct coir_link. First in, first out; put never waits.
 *
 *     struct job *job = ...;
 *     coir_queue_put_nowait(&queue, &job);
 *     AWAIT(coir_queue_get(&queue, &self->job));
 *
 * owns      nothing. From put to get the struct stays where it is and its link is the queue's; it
 *           may be in one queue at a time. After a shutdown at once, the queue has let go of all */
void coir_queue_init_linked(struct coir_queue *queue);

/* Put an item at the back, waiting for a free slot: AWAIT(coir_queue_put(&q, &item)).
 *
 * item      item_size bytes, copied when there is a slot: in the frame, not in a plain local
 * returns   0
 * errors    COIR_SHUT_DOWN   no more items are taken
 *           COIR_CANCELLED   the item was not put
 * context   a task, in AWAIT
 * source    asyncio.Queue.put */
COIR_LEAF_FUNCTION_ static inline int coir_queue_put(struct coir_queue *queue, const void *item) {
#if COIR_HOSTED
    if (queue->putters.quick == COIR_POINTERS_ && queue->count < queue->room) {
        size_t at = (size_t)queue->at.first + queue->count++;
        queue->unfinished++;
        if (at >= queue->room)
            at -= queue->room;
        memcpy(queue->slots + at * sizeof(void *), item, sizeof(void *));
        return 0;
    }
#endif
    return coir_queue_put_slowly_(queue, item);
}

/* The same without waiting. errors: COIR_FULL, also if the free slots are reserved; COIR_SHUT_DOWN
 * context: the loop's thread */
int coir_queue_put_nowait(struct coir_queue *queue, const void *item);

/* Wait until an item is there, then move it to *item: AWAIT(coir_queue_get(&q, &item)).
 *
 * item      receives item_size bytes; untouched on error
 * returns   0
 * errors    COIR_CANCELLED   and no item is lost
 *           COIR_SHUT_DOWN   it was shut down and is empty
 * context   a task, in AWAIT
 * source    asyncio.Queue.get */
COIR_LEAF_FUNCTION_ static inline int coir_queue_get(struct coir_queue *queue, void *item) {
#if COIR_HOSTED
    if (queue->getters.quick == COIR_POINTERS_ && queue->count > 0) {
        unsigned at = queue->at.first;
        queue->count--;
        memcpy(item, queue->slots + at * sizeof(void *), sizeof(void *));
        queue->at.first = at + 1 == queue->room ? 0 : at + 1;
        return 0;
    }
#endif
    return coir_queue_get_slowly_(queue, item);
}

/* The same without waiting. errors: COIR_EMPTY, also if the items are reserved; COIR_SHUT_DOWN
 * context: the loop's thread */
int coir_queue_get_nowait(struct coir_queue *queue, void *item);

/* Items in it, reserved ones too; as many as fit; none; as many as fit. (qsize, maxsize, empty,
 * full)  What is there may be reserved: only the _nowait forms know whether they would succeed. */
static inline unsigned coir_queue_size(const struct coir_queue *queue) {
    return queue->count;
}
static inline unsigned coir_queue_room(const struct coir_queue *queue) {
    return queue->room;
}
static inline bool coir_queue_empty(const struct coir_queue *queue) {
    return queue->count == 0;
}
static inline bool coir_queue_full(const struct coir_queue *queue) {
    return queue->count == queue->room;
}

/* Say that the work for an item that was got is done.
 *
 * errors    COIR_VALUE   more often than items were put
 * source    asyncio.Queue.task_done */
int coir_queue_task_done(struct coir_queue *queue);

/* Wait until every item that was put has been reported done: AWAIT(coir_queue_join(&q)).
 * Does not suspend if all are. errors: COIR_CANCELLED */
COIR_LEAF_FUNCTION_ int coir_queue_join(struct coir_queue *queue);

/* Take no more items: putters that wait get COIR_SHUT_DOWN, getters what is left and then the same.
 * A getter waits on while all that is left is reserved for others.
 *
 * at_once   true: what is left is dropped, and counts as done
 * context   the loop's thread; idempotent
 * source    asyncio.Queue.shutdown */
void coir_queue_shutdown(struct coir_queue *queue, bool at_once);

COIR_C_END_

#endif
#endif
