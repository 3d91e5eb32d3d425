/* channel.c - a queue with two kinds of ends, whose closing tells the other side.
 *
 * Sending and receiving are the queue's put and get; closing walks along those who wait.
 * SPDX-License-Identifier: MIT
 */
#include "coir/channel.h"
#include "queue_.h"

#if COIR_JOINS

static void sender_abandon_(void *sender) {
    coir_queue_abandon_(&((struct coir_sender *)sender)->channel->queue.putters);
}

static void receiver_abandon_(void *receiver) {
    coir_queue_abandon_(&((struct coir_receiver *)receiver)->channel->queue.getters);
}

static const struct coir_kind sender_ = {COIR_WHAT_("room in a channel"), NULL, sender_abandon_};
static const struct coir_kind receiver_ = {COIR_WHAT_("an item of a channel"), NULL,
                                           receiver_abandon_};

void coir_channel_init(struct coir_channel *channel, void *slots, size_t item_size, unsigned room) {
    coir_queue_init(&channel->queue, slots, item_size, room);
    channel->senders = 0;
    channel->receivers = 0;
}

/* ---- Opening and closing ---- */

static int open_sender_(struct coir_sender *sender, struct coir_channel *channel) {
    sender->kind = &sender_;
    sender->channel = channel;
    sender->open = true;
    channel->senders++;
    return 0;
}

static int open_receiver_(struct coir_receiver *receiver, struct coir_channel *channel) {
    receiver->kind = &receiver_;
    receiver->channel = channel;
    receiver->open = true;
    channel->receivers++;
    return 0;
}

int coir_sender_open(struct coir_sender *sender, struct coir_channel *channel) {
    return channel->queue.shut ? (int)COIR_CLOSED : open_sender_(sender, channel);
}

int coir_receiver_open(struct coir_receiver *receiver, struct coir_channel *channel) {
    return channel->queue.shut ? (int)COIR_CLOSED : open_receiver_(receiver, channel);
}

int coir_sender_clone(struct coir_sender *sender, const struct coir_sender *of) {
    return of->open ? open_sender_(sender, of->channel) : (int)COIR_CLOSED;
}

int coir_receiver_clone(struct coir_receiver *receiver, const struct coir_receiver *of) {
    return of->open ? open_receiver_(receiver, of->channel) : (int)COIR_CLOSED;
}

/* One end less. Who waits through it is told; those who were woken find out when they run. */
static void close_(struct coir_queue *queue, struct coir_queue_side *side, void *end,
                   unsigned *others, int error) {
    struct coir_link *at = side->waiters.next, *next;
    for (; at != &side->waiters; at = next) {
        struct coir_task *task = (struct coir_task *)at;
        next = at->next;
        if (task->entry.on.object == end)
            coir_wake(task, COIR_CLOSED);
    }
    if (--*others == 0 && !queue->shut)
        coir_queue_end_(queue, error);
}

void coir_sender_close(struct coir_sender *sender) {
    struct coir_channel *channel = sender->channel;
    if (!sender->open)
        return;
    sender->open = false;
    close_(&channel->queue, &channel->queue.putters, sender, &channel->senders, COIR_EOF);
}

void coir_receiver_close(struct coir_receiver *receiver) {
    struct coir_channel *channel = receiver->channel;
    if (!receiver->open)
        return;
    receiver->open = false;
    close_(&channel->queue, &channel->queue.getters, receiver, &channel->receivers, COIR_PIPE);
}

/* ---- Sending and receiving ---- */

/* A task comes with a closed end. If it had something reserved, others may have that. */
static int refuse_(void *end, void (*abandon)(void *end)) {
    if (coir_take_grant_(end))
        abandon(end);
    return COIR_CLOSED;
}

int coir_send(struct coir_sender *sender, const void *item) {
    if (!sender->open)
        return refuse_(sender, sender_abandon_);
    return coir_queue_put_for_(&sender->channel->queue, item, sender);
}

int coir_send_nowait(struct coir_sender *sender, const void *item) {
    return sender->open ? coir_queue_put_nowait(&sender->channel->queue, item) : (int)COIR_CLOSED;
}

int coir_receive(struct coir_receiver *receiver, void *item) {
    if (!receiver->open)
        return refuse_(receiver, receiver_abandon_);
    return coir_queue_get_for_(&receiver->channel->queue, item, receiver);
}

int coir_receive_nowait(struct coir_receiver *receiver, void *item) {
    return receiver->open ? coir_queue_get_nowait(&receiver->channel->queue, item)
                          : (int)COIR_CLOSED;
}

/* Nobody has a use for a reservation any more. */
int coir_channel_take_left(struct coir_channel *channel, void *item) {
    if (channel->receivers)
        return COIR_RUNTIME;
    if (coir_queue_empty(&channel->queue))
        return COIR_EMPTY;
    coir_queue_take_(&channel->queue, item);
    return 0;
}

static unsigned length_(const struct coir_link *list) {
    unsigned length = 0;
    const struct coir_link *at;
    for (at = list->next; at != list; at = at->next)
        length++;
    return length;
}

void coir_channel_statistics(const struct coir_channel *channel, struct coir_channel_counts *now) {
    now->items = channel->queue.count;
    now->room = channel->queue.room;
    now->senders = channel->senders;
    now->receivers = channel->receivers;
    now->senders_waiting = length_(&channel->queue.putters.waiters);
    now->receivers_waiting = length_(&channel->queue.getters.waiters);
}

/* ---- With blocks and loops ---- */

COIR_ASYNC(coir_received) {
    COIR_TRY {
        for (;;) {
            COIR_AWAIT(coir_receive(self->receiver, self->item));
            COIR_YIELD(0);
        }
    }
    COIR_CATCH(COIR_EOF) {
        /* the end of the loop */
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_GENERATOR(coir_sending) {
    COIR_TRY {
        COIR_YIELD(0);
    }
    COIR_FINALLY {
        coir_sender_close(self->sender);
    }
    COIR_TRY_END
}
COIR_GENERATOR_END

COIR_GENERATOR(coir_receiving) {
    COIR_TRY {
        COIR_YIELD(0);
    }
    COIR_FINALLY {
        coir_receiver_close(self->receiver);
    }
    COIR_TRY_END
}
COIR_GENERATOR_END

#endif
