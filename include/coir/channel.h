/* channel.h - a queue with two kinds of ends, whose closing tells the other side.
 *
 * Rung 11. Tasks send through senders and receive through receivers; both can be cloned, one for
 * each task, and each clone is closed when its task is through. When the last sender is closed,
 * receivers get what is left and then COIR_EOF, so a consumer ends with its producers and nobody
 * counts them or sends a last item that means stop. When the last receiver is closed, senders get
 * COIR_PIPE instead of waiting for ever. Costs a queue and a word (2 on 32-bit), an end 3.
 *
 *     coir_channel_init(&channel, slots, sizeof slots[0], 16);
 *     coir_sender_open(&tx, &channel);
 *     coir_receiver_open(&rx, &channel);
 *
 *     AWAIT(coir_send(&tx, &self->job));                      here, and in the end
 *     coir_sender_close(&tx);
 *
 *     ASYNC_FOR (self->each, coir_received, .receiver = &rx, .item = &self->job) {      there
 *         work(&self->job);
 *     }
 *     ASYNC_FOR_END
 *
 * Needs: queue.h, async_generator.h.   Semantics: trio.open_memory_channel, except that the room
 * is at least 1 and that what nobody received can be taken back.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CHANNEL_H
#define COIR_CHANNEL_H

#include "coir/queue.h"
#include "coir/with.h"

#if COIR_JOINS

/* The queue's `shut` is COIR_EOF once the last sender was closed, COIR_PIPE once the last receiver
 * was, whichever came first. Tasks wait in the queue's lists, but for their own end, so that its
 * closing finds them. */
struct coir_channel {
    struct coir_queue queue;
    unsigned senders, receivers; /* open ones */
};

/* The two kinds of ends. Their members are private. */
struct coir_sender {
    const struct coir_kind *kind;
    struct coir_channel *channel;
    bool open;
};
struct coir_receiver {
    const struct coir_kind *kind;
    struct coir_channel *channel;
    bool open;
};

COIR_C_BEGIN_

/* Begin empty and without ends.
 *
 * slots     yours: room * item_size bytes, as long as the channel is used
 * item_size bytes of an item, at least 1
 * room      how many items it holds, at least 1
 * context   the loop's thread; no end is open */
void coir_channel_init(struct coir_channel *channel, void *slots, size_t item_size, unsigned room);

/* Open an end: a first one, or another one beside it. An end is closed exactly once, by whoever is
 * through with it; before its memory is gone.
 *
 * sender    yours, where it is until it is closed and nobody waits through it
 * returns   0
 * errors    COIR_CLOSED   all ends of one side were closed already: the channel is over
 * context   the loop's thread */
int coir_sender_open(struct coir_sender *sender, struct coir_channel *channel);
int coir_receiver_open(struct coir_receiver *receiver, struct coir_channel *channel);

/* Open one beside another, of the same channel; also when the other side has closed: a receiver then
 * still gets what is left, a sender COIR_PIPE.
 *
 * errors    COIR_CLOSED   `of` is closed
 * source    trio.MemorySendChannel.clone */
int coir_sender_clone(struct coir_sender *sender, const struct coir_sender *of);
int coir_receiver_clone(struct coir_receiver *receiver, const struct coir_receiver *of);

/* Close an end. Who waits through it gets COIR_CLOSED. With the last of its side the other side is
 * told: receivers get what is left, then COIR_EOF; senders get COIR_PIPE. What is left then is
 * dropped with the slots, unless you take it: coir_channel_take_left. Idempotent, and allowed on an
 * end that is zeroed and was never opened.
 *
 * context   the loop's thread; never waits, so it may stand in a FINALLY of a cancelled task
 * source    trio.MemorySendChannel.close */
void coir_sender_close(struct coir_sender *sender);
void coir_receiver_close(struct coir_receiver *receiver);

/* Send an item, waiting for room: AWAIT(coir_send(&tx, &item)).
 *
 * item      copied when there is room: in the frame, not in a plain local
 * returns   0: it is in the channel; whether somebody receives it is another matter
 * errors    COIR_PIPE        no receiver is open any more (trio.BrokenResourceError)
 *           COIR_CLOSED      this sender is closed, perhaps while it waited
 *           COIR_CANCELLED   the item was not sent
 * context   a task, in AWAIT
 * source    trio.MemorySendChannel.send */
COIR_LEAF_FUNCTION_ int coir_send(struct coir_sender *sender, const void *item);

/* The same without waiting. errors: COIR_FULL, also if the room is reserved; COIR_PIPE, COIR_CLOSED
 * context: the loop's thread */
int coir_send_nowait(struct coir_sender *sender, const void *item);

/* Receive the oldest item, waiting for one: AWAIT(coir_receive(&rx, &item)). Each item goes to one
 * receiver.
 *
 * item      receives it; untouched on error
 * returns   0
 * errors    COIR_EOF         all senders are closed, and all was received (trio.EndOfChannel)
 *           COIR_CLOSED      this receiver is closed, perhaps while it waited
 *           COIR_CANCELLED   and no item is lost
 * context   a task, in AWAIT
 * source    trio.MemoryReceiveChannel.receive */
COIR_LEAF_FUNCTION_ int coir_receive(struct coir_receiver *receiver, void *item);

/* The same without waiting. errors: COIR_EMPTY, also if what is there is reserved; COIR_EOF,
 * COIR_CLOSED
 * context: the loop's thread */
int coir_receive_nowait(struct coir_receiver *receiver, void *item);

/* After the last receiver was closed: take back, oldest first, what nobody received, to free what
 * it points to.
 *
 * errors    COIR_EMPTY     nothing is left
 *           COIR_RUNTIME   a receiver is open
 * context   the loop's thread */
int coir_channel_take_left(struct coir_channel *channel, void *item);

/* What goes on in a channel. (trio.MemoryChannelStatistics) */
struct coir_channel_counts {
    unsigned items, room;
    unsigned senders, receivers;                 /* open */
    unsigned senders_waiting, receivers_waiting; /* tasks, without those that were woken */
};
void coir_channel_statistics(const struct coir_channel *channel, struct coir_channel_counts *now);

COIR_C_END_

/* ASYNC_FOR (self->each, coir_received, .receiver = &rx, .item = &self->job) { ... } ASYNC_FOR_END
 *
 * Receives items into *item until all senders are closed. The receiver stays open. */
struct coir_received {
    COIR_CORO;
    struct coir_receiver *receiver;
    void *item;
    int value;
};

COIR_ASYNC_DECLARE(coir_received);

/* WITH (self->sending, coir_sending, .sender = &self->tx) { ... } WITH_END: close an open end when
 * the block is left, however that happens. */
struct coir_sending {
    COIR_GENERATOR_FRAME;
    struct coir_sender *sender;
    int value;
};
struct coir_receiving {
    COIR_GENERATOR_FRAME;
    struct coir_receiver *receiver;
    int value;
};

COIR_GENERATOR_DECLARE(coir_sending);
COIR_GENERATOR_DECLARE(coir_receiving);

#endif
#endif
