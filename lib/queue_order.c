/* queue_order.c - queues in other orders: the best first, the newest first, and items that link
 * themselves.
 *
 * Moving an item in or out is O(1), of a priority queue O(log n). Linked only if one of them is used.
 * SPDX-License-Identifier: MIT
 */
#include "queue_.h"

#if COIR_GRANTS

/* ---- The newest first ---- */

static void push_(struct coir_queue *queue, const void *item) {
    memcpy(coir_queue_slot_(queue, queue->count), item, queue->item_size);
}

static void pop_(struct coir_queue *queue, void *item) {
    memcpy(item, coir_queue_slot_(queue, queue->count), queue->item_size);
}

static const struct coir_queue_order lifo_ = {push_, pop_};

void coir_queue_init_lifo(struct coir_queue *queue, void *slots, size_t item_size, unsigned room) {
    coir_queue_init(queue, slots, item_size, room);
    queue->order = &lifo_;
}

/* ---- The best first ----
 *
 * A heap: of a slot n the children are 2n + 1 and 2n + 2, and neither is better than it. Items move
 * by way of a hole, so that no slot is needed to swap. */

static void move_(struct coir_queue *queue, unsigned to, unsigned from) {
    memcpy(coir_queue_slot_(queue, to), coir_queue_slot_(queue, from), queue->item_size);
}

/* The hole moves up to where the item belongs, and the item goes into it. */
static void rise_(struct coir_queue *queue, unsigned hole, const void *item) {
    while (hole > 0) {
        unsigned parent = (hole - 1) / 2;
        if (!queue->at.before(item, coir_queue_slot_(queue, parent)))
            break;
        move_(queue, hole, parent);
        hole = parent;
    }
    memcpy(coir_queue_slot_(queue, hole), item, queue->item_size);
}

static void insert_(struct coir_queue *queue, const void *item) {
    rise_(queue, queue->count, item);
}

/* The first leaves a hole, which moves down to a leaf; what stood last fills it, and seldom rises
 * far from there. (heapq says why this takes the fewest comparisons.) */
static void take_best_(struct coir_queue *queue, void *item) {
    unsigned hole = 0, last = queue->count;
    memcpy(item, coir_queue_slot_(queue, 0), queue->item_size);
    while (hole < last / 2) {
        unsigned child = 2 * hole + 1;
        if (child + 1 < last &&
            !queue->at.before(coir_queue_slot_(queue, child), coir_queue_slot_(queue, child + 1)))
            child++;
        move_(queue, hole, child);
        hole = child;
    }
    if (last)
        rise_(queue, hole, coir_queue_slot_(queue, last));
}

static const struct coir_queue_order priority_ = {insert_, take_best_};

void coir_queue_init_priority(struct coir_queue *queue, void *slots, size_t item_size,
                              unsigned room, bool (*before)(const void *a, const void *b)) {
    coir_queue_init(queue, slots, item_size, room);
    queue->order = &priority_;
    queue->at.before = before;
}

/* ---- Items that link themselves ---- */

static void append_(struct coir_queue *queue, const void *item) {
    struct coir_link *node;
    memcpy(&node, item, sizeof node);
    coir_list_init(node);
    if (queue->count)
        coir_link_before(queue->at.node, node);
    else
        queue->at.node = node;
}

static void detach_(struct coir_queue *queue, void *item) {
    struct coir_link *node = queue->at.node;
    queue->at.node = node->next;
    coir_unlink(node);
    memcpy(item, &node, sizeof node);
}

static const struct coir_queue_order linked_ = {append_, detach_};

void coir_queue_init_linked(struct coir_queue *queue) {
    coir_queue_init(queue, NULL, sizeof(struct coir_link *), ~0u);
    queue->order = &linked_;
}

#endif
