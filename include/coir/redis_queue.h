/* redis_queue.h - share a queue with other processes and other machines, and lose nothing.
 *
 * Rung 12, libcoir-redis. Producers put items, workers take them and say when they are done, each
 * wherever it runs; the queue is a stream of Redis. An item that was taken is only lent: if its
 * worker is killed, or loses its connection, another one gets it when the lease is over. So every
 * item is done at least once, and more than once if a worker takes longer than the lease; what an
 * item does should bear that. Costs two commands an item for the worker and one for the producer.
 *
 *     AWAIT(self->open, coir_redis_queue_open, .queue = &self->queue, .redis = &self->redis,
 *           .name = "letters", .worker = "host7-1234", .lease = COIR_S(30));
 *     for (;;) {
 *         AWAIT(self->take, coir_redis_take, .queue = &self->queue, .item = &self->item);
 *         AWAIT(self->send, send_letter, .text = self->item.bytes, .size = self->item.size);
 *         AWAIT(self->done, coir_redis_done, .queue = &self->queue, .item = &self->item);
 *     }
 *
 * How long Redis itself keeps what it has, when its machine fails, is a matter of its configuration
 * (appendonly, appendfsync).
 *
 * Needs: redis.h.   Semantics: streams of Redis 6.2 and later: XADD, XREADGROUP, XAUTOCLAIM, XACK.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_REDIS_QUEUE_H
#define COIR_REDIS_QUEUE_H

#include "coir/redis.h"

#if COIR_SYSTEM_IO

/* A queue as one process sees it. Its members are private. */
struct coir_redis_queue {
    struct coir_redis *redis;
    const char *name, *worker;
    coir_time lease, looked; /* looked: when it last asked for leases that are over */
    bool look;               /* ask for them now */
    char cursor[48];         /* how far that asking came */
};

/* An item that was taken, and what it takes to say that it is done. Zeroed before its first use. */
struct coir_redis_item {
    const char *bytes; /* with a 0 behind them */
    size_t size;
    /* private */
    char id[48];
    struct coir_redis_answer answer;
};

/* Open a queue, and make it if there is none: AWAIT(self->open, coir_redis_queue_open, ...).
 *
 * queue     yours
 * redis     open, and as long. A worker that waits for items holds the connection, so each needs
 *           one of its own; producers may share one
 * name      of the queue, which is a key of Redis; nothing else may use it
 * worker    a name that no other worker has at the same time; NULL: this one only puts
 * lease     how long a worker may keep an item, in ticks; 1 ms or more. Longer than an item takes
 * errors    as coir_redis_command; COIR_VALUE also for a server that is too old
 * context   a task */
struct coir_redis_queue_open {
    COIR_CORO;
    struct coir_redis_queue *queue;
    struct coir_redis *redis;
    const char *name, *worker;
    coir_time lease;
    /* private */
    struct coir_redis_answer answer;
};

COIR_ASYNC_DECLARE(coir_redis_queue_open);

/* Put an item: AWAIT(self->put, coir_redis_put, .queue = &queue, .bytes = text, .size =
 * strlen(text)).
 *
 * bytes     size of them, read before this first waits
 * errors    as coir_redis_command. If the connection was lost or the task cancelled, nobody knows
 *           whether it was put; put again, it may be there twice
 * context   a task */
struct coir_redis_put {
    COIR_CORO;
    struct coir_redis_queue *queue;
    const void *bytes;
    size_t size;
    /* private */
    struct coir_redis_answer answer;
};

COIR_ASYNC_DECLARE(coir_redis_put);

/* Take the next item, or one whose lease is over, and wait if there is none: AWAIT(self->take,
 * coir_redis_take, .queue = &queue, .item = &item).
 *
 * item      receives it; gives back what it held
 * errors    as coir_redis_command
 *           COIR_CANCELLED  no item is lost: one that was on its way comes back when its lease is
 *           over. Redis goes on waiting for one: the next command on this connection is answered
 *           after half a lease, or when an item has come
 * context   a task; one at a time for each connection */
struct coir_redis_take {
    COIR_CORO;
    struct coir_redis_queue *queue;
    struct coir_redis_item *item;
};

COIR_ASYNC_DECLARE(coir_redis_take);

/* Say that an item is done, and remove it: AWAIT(self->done, coir_redis_done, .queue = &queue,
 * .item = &item). An item for which nobody says so comes back.
 *
 * item      as it was taken, gives its memory back
 * result    1, or 0 if another worker, who got it after its lease, has said so already
 * errors    as coir_redis_command
 * context   a task */
struct coir_redis_done {
    COIR_CORO;
    struct coir_redis_queue *queue;
    struct coir_redis_item *item;
    int result;
    /* private */
    struct coir_redis_answer answer;
};

COIR_ASYNC_DECLARE(coir_redis_done);

COIR_C_BEGIN_

/* Give an item's memory back without saying that it is done. Idempotent. */
void coir_redis_item_free(struct coir_redis_item *item);

COIR_C_END_

#endif
#endif
