/* queue.c - hand items from tasks to tasks, in order, with a bound.
 *
 * One copy in, one copy out, one wake-up per item that somebody waits for.
 * SPDX-License-Identifier: MIT
 */
#include "coir/queue.h"
#include "queue_.h"

#if COIR_GRANTS

/* Is there something that is not reserved? Then nobody waits, or it would be. */
static inline bool item_is_free_(const struct coir_queue *queue) {
    return queue->count > queue->getters.granted;
}

static inline bool slot_is_free_(const struct coir_queue *queue) {
    return queue->room - queue->count > queue->putters.granted;
}

static bool is_free_(const struct coir_queue_side *side) {
    return side == &side->queue->getters ? item_is_free_(side->queue) : slot_is_free_(side->queue);
}

/* Reserve things for those who wait, in order. */
static inline void grant_(struct coir_queue_side *side) {
    while (!coir_list_empty(&side->waiters) && is_free_(side)) {
        side->granted++;
        side->quick = 0;
        coir_grant_(coir_first(&side->waiters));
    }
}

/* A task with a reservation was cancelled before it ran. */
void coir_queue_abandon_(void *object) {
    struct coir_queue_side *side = (struct coir_queue_side *)object;
    side->granted--;
    grant_(side);
}

static const struct coir_kind getters_ = {COIR_WHAT_("an item of a queue"), NULL,
                                          coir_queue_abandon_};
static const struct coir_kind putters_ = {COIR_WHAT_("a free slot of a queue"), NULL,
                                          coir_queue_abandon_};
static const struct coir_kind joiners_ = {COIR_WHAT_("a queue's work to be done"), NULL, NULL};

static void side_init_(struct coir_queue_side *side, struct coir_queue *queue,
                       const struct coir_kind *kind) {
    side->kind = kind;
    side->queue = queue;
    side->granted = 0;
    coir_list_init(&side->waiters);
}

void coir_queue_init(struct coir_queue *queue, void *slots, size_t item_size, unsigned room) {
    COIR_CHECK_(item_size > 0 && room > 0, "a queue or channel without room");
    memset(queue, 0, sizeof *queue);
    queue->slots = (char *)slots;
    queue->item_size = item_size;
    queue->room = room;
    queue->kind = &joiners_;
    side_init_(&queue->getters, queue, &getters_);
    side_init_(&queue->putters, queue, &putters_);
    coir_list_init(&queue->joiners);
}

/* Most items are a pointer or a number: a load and a store then, not a call. */
static inline void copy_(void *to, const void *from, size_t size) {
    if (size == sizeof(void *))
        memcpy(to, from, sizeof(void *));
    else
        memcpy(to, from, size);
}

/* The slot so many behind the first of the ring. */
static unsigned behind_(const struct coir_queue *queue, unsigned count) {
    unsigned to_end = queue->room - queue->at.first;
    return count < to_end ? queue->at.first + count : count - to_end;
}

static inline void move_into_ring_(struct coir_queue *queue, const void *item) {
    copy_(coir_queue_slot_(queue, behind_(queue, queue->count)), item, queue->item_size);
    queue->count++;
    queue->unfinished++;
}

static inline void move_out_of_ring_(struct coir_queue *queue, void *item) {
    queue->count--;
    copy_(item, coir_queue_slot_(queue, queue->at.first), queue->item_size);
    queue->at.first = behind_(queue, 1);
}

static inline void move_in_(struct coir_queue *queue, const void *item) {
    if (queue->order) {
        queue->order->in(queue, item);
        queue->count++;
        queue->unfinished++;
    } else {
        move_into_ring_(queue, item);
    }
    grant_(&queue->getters);
}

/* Nothing is left, and nothing will come. As long as something is, even if it is reserved, getters
 * wait: who has the reservation may be cancelled. */
static void tell_getters_(struct coir_queue *queue) {
    if (queue->shut && !queue->count)
        coir_wake_all_(&queue->getters.waiters, queue->shut);
}

void coir_queue_take_(struct coir_queue *queue, void *item) {
    if (queue->order) {
        queue->count--;
        queue->order->out(queue, item);
    } else {
        move_out_of_ring_(queue, item);
    }
    grant_(&queue->putters);
    tell_getters_(queue);
}

int coir_queue_put_nowait(struct coir_queue *queue, const void *item) {
    if (queue->shut)
        return queue->shut;
    if (!slot_is_free_(queue))
        return COIR_FULL;
    move_in_(queue, item);
    return 0;
}

/* After a put or get that was not quick and did not have to wait: may the next one be? */
static inline void settle_(struct coir_queue *queue) {
    uint8_t quick = queue->item_size == sizeof(void *) ? COIR_POINTERS_ : 1;
    if (queue->order || queue->shut)
        return;
    queue->putters.quick =
        !queue->putters.granted && coir_list_empty(&queue->getters.waiters) ? quick : 0;
    queue->getters.quick =
        !queue->getters.granted && coir_list_empty(&queue->putters.waiters) ? quick : 0;
}

int coir_queue_put_for_(struct coir_queue *queue, const void *item, void *object) {
    bool granted;
    if (queue->putters.quick && queue->count < queue->room) {
        move_into_ring_(queue, item);
        return 0;
    }
    granted = coir_take_grant_(object);
    if (granted)
        queue->putters.granted--;
    if (queue->shut)
        return queue->shut;
    if (!granted && !slot_is_free_(queue)) {
        queue->getters.quick = 0;
        return coir_park_(&queue->putters.waiters, object);
    }
    move_in_(queue, item);
    settle_(queue);
    return 0;
}

int coir_queue_put_slowly_(struct coir_queue *queue, const void *item) {
    return coir_queue_put_for_(queue, item, &queue->putters);
}

int coir_queue_get_nowait(struct coir_queue *queue, void *item) {
    if (!item_is_free_(queue))
        return queue->shut && !queue->count ? queue->shut : (int)COIR_EMPTY;
    coir_queue_take_(queue, item);
    return 0;
}

int coir_queue_get_for_(struct coir_queue *queue, void *item, void *object) {
    bool granted;
    if (queue->getters.quick && queue->count) {
        move_out_of_ring_(queue, item);
        return 0;
    }
    granted = coir_take_grant_(object);
    if (granted)
        queue->getters.granted--;
    if ((granted && queue->count) || item_is_free_(queue)) {
        coir_queue_take_(queue, item);
        settle_(queue);
        return 0;
    }
    if (queue->shut && !queue->count)
        return queue->shut;
    queue->putters.quick = 0;
    return coir_park_(&queue->getters.waiters, object);
}

int coir_queue_get_slowly_(struct coir_queue *queue, void *item) {
    return coir_queue_get_for_(queue, item, &queue->getters);
}

int coir_queue_task_done(struct coir_queue *queue) {
    if (!queue->unfinished)
        return COIR_VALUE;
    if (!--queue->unfinished)
        coir_wake_all_(&queue->joiners, 0);
    return 0;
}

int coir_queue_join(struct coir_queue *queue) {
    return queue->unfinished ? coir_park_(&queue->joiners, &queue->kind) : 0;
}

/* What is dropped counts as done, as far as nobody has reported it done before. */
static void drop_all_(struct coir_queue *queue) {
    unsigned dropped = queue->count < queue->unfinished ? queue->count : queue->unfinished;
    queue->count = 0;
    queue->unfinished -= dropped;
    if (!queue->unfinished)
        coir_wake_all_(&queue->joiners, 0);
}

void coir_queue_end_(struct coir_queue *queue, int error) {
    queue->shut = error;
    queue->putters.quick = 0;
    queue->getters.quick = 0;
    tell_getters_(queue);
    coir_wake_all_(&queue->putters.waiters, error);
}

void coir_queue_shutdown(struct coir_queue *queue, bool at_once) {
    if (at_once)
        drop_all_(queue);
    coir_queue_end_(queue, COIR_SHUT_DOWN);
}

#endif
