/* queue.h - hand items from tasks to tasks, in order, with a bound.
 *
 * Rung 11. A ring of slots that you provide, and two lists of waiting tasks. put and get are O(1)
 * and never allocate. A woken getter holds a reservation for an item, a woken putter one for a
 * slot; nobody can take it meanwhile, and cancelled first, it passes to the next. So no item and
 * no wake-up is lost. Costs 18 words (20 on 32-bit), and the slots.
 *
 *     struct job slots[16];
 *     coir_queue_init(&queue, slots, sizeof slots[0], 16);
 *
 *     AWAIT(coir_queue_put(&queue, &self->job));        here
 *     AWAIT(coir_queue_get(&queue, &self->job));        there
 *
 * Needs: loop.h.   Semantics: asyncio.Queue with shutdown as of 3.13; nobody overtakes a waiter.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_QUEUE_H
#define COIR_QUEUE_H

#include "coir/loop.h"

#if COIR_CANCEL

/* `side` is a list of tasks that wait for one of two things: an item, or a free slot. As many of
 * them as there are things for are woken, and counted in `granted` until they run. */
struct coir_queue_side {
    const struct coir_kind *kind;
    struct coir_queue *queue;
    struct coir_link waiters;
    unsigned granted;
};

struct coir_queue {
    char *slots;
    size_t item_size;
    unsigned room, first, count;
    unsigned unfinished;
    bool shut;
    struct coir_queue_side getters, putters;
    const struct coir_kind *kind; /* for joiners */
    struct coir_link joiners;
};

COIR_C_BEGIN_

/* Begin empty.
 *
 * slots     yours: room * item_size bytes, as long as the queue is used
 * item_size bytes of an item, at least 1
 * room      how many items it holds, at least 1
 * context   the loop's thread; nobody may wait for the queue */
void coir_queue_init(struct coir_queue *queue, void *slots, size_t item_size, unsigned room);

/* Put an item at the back, waiting for a free slot: AWAIT(coir_queue_put(&q, &item)).
 *
 * item      item_size bytes, copied when there is a slot: in the frame, not in a plain local
 * returns   0
 * errors    COIR_SHUT_DOWN   no more items are taken
 *           COIR_CANCELLED   the item was not put
 * context   a task, in AWAIT
 * source    asyncio.Queue.put */
int coir_queue_put(struct coir_queue *queue, const void *item);

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
int coir_queue_get(struct coir_queue *queue, void *item);

/* The same without waiting. errors: COIR_EMPTY, also if the items are reserved; COIR_SHUT_DOWN
 * context: the loop's thread */
int coir_queue_get_nowait(struct coir_queue *queue, void *item);

/* Items in it, reserved ones too. */
static inline unsigned coir_queue_size(const struct coir_queue *queue) {
    return queue->count;
}

/* Say that the work for an item that was got is done.
 *
 * errors    COIR_VALUE   more often than items were put
 * source    asyncio.Queue.task_done */
int coir_queue_task_done(struct coir_queue *queue);

/* Wait until every item that was put has been reported done: AWAIT(coir_queue_join(&q)).
 * Does not suspend if all are. errors: COIR_CANCELLED */
int coir_queue_join(struct coir_queue *queue);

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
