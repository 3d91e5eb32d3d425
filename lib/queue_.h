/* queue_.h - what the queue shares with its other orders and with channels.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_QUEUE_H
#define COIR_LIB_QUEUE_H

#include "coir/queue.h"
#include "loop_.h"

#if COIR_GRANTS

static inline char *coir_queue_slot_(const struct coir_queue *queue, unsigned number) {
    return queue->slots + number * queue->item_size;
}

/* put and get for somebody who waits for an object of his own, whose kind passes a grant on to
 * the queue's side with coir_queue_abandon_. */
int coir_queue_put_for_(struct coir_queue *queue, const void *item, void *object);
int coir_queue_get_for_(struct coir_queue *queue, void *item, void *object);
void coir_queue_abandon_(void *side);

/* Move the first item out, and whoever that makes room for is woken; there is one. */
void coir_queue_take_(struct coir_queue *queue, void *item);

/* No more items: putters get this error, and getters when nothing is left. */
void coir_queue_end_(struct coir_queue *queue, int error);

#endif
#endif
