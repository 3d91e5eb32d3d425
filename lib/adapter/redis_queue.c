/* redis_queue.c - share a queue with other processes and other machines, and lose nothing.
 *
 * The queue is a stream with one group of readers. Redis remembers who has read what, and since
 * when, until it is acknowledged; what was read too long ago is claimed by whoever asks. Each
 * worker asks now and then, at the latest when it finds nothing new. SPDX-License-Identifier: MIT
 */
#include "coir/redis_queue.h"

#include <stdio.h>
#include <hiredis/hiredis.h>

#define GROUP_ "workers"

static long long milliseconds_(coir_time span) {
    return span >= 1000 ? (long long)(span / 1000) : 1;
}

/* ---- Opening and putting ---- */

/* The group is there already: no error. */
static bool is_there_(const struct redisReply *reply) {
    return reply && strncmp(reply->str, "BUSYGROUP", 9) == 0;
}

COIR_ASYNC(coir_redis_queue_open) {
    memset(self->queue, 0, sizeof *self->queue);
    self->queue->redis = self->redis;
    self->queue->name = self->name;
    self->queue->worker = self->worker;
    self->queue->lease = self->lease;
    self->queue->look = true;
    snprintf(self->queue->cursor, sizeof self->queue->cursor, "0-0");
    COIR_TRY {
        COIR_AWAIT(coir_redis_command(self->redis, &self->answer,
                                      "XGROUP CREATE %s " GROUP_ " 0 MKSTREAM", self->name));
    }
    COIR_CATCH(COIR_VALUE) {
        if (!is_there_(self->answer.reply))
            COIR_RAISE(COIR_VALUE);
    }
    COIR_FINALLY {
        coir_redis_free(&self->answer);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_redis_put) {
    COIR_TRY {
        COIR_AWAIT(coir_redis_command(self->queue->redis, &self->answer, "XADD %s * item %b",
                                      self->queue->name, self->bytes, self->size));
    }
    COIR_FINALLY {
        coir_redis_free(&self->answer);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* ---- Taking ---- */

static const struct redisReply *element_(const struct redisReply *reply, size_t i) {
    return reply && reply->type == REDIS_REPLY_ARRAY && i < reply->elements ? reply->element[i]
                                                                            : NULL;
}

/* The first of a list of entries [[id, [field, value]], ...]. False if there is none. */
static bool found_(struct coir_redis_item *item, const struct redisReply *entries) {
    const struct redisReply *entry = element_(entries, 0), *id = element_(entry, 0);
    const struct redisReply *value = element_(element_(entry, 1), 1);
    if (!id || !id->str || !value || !value->str)
        return false;
    snprintf(item->id, sizeof item->id, "%s", id->str);
    item->bytes = value->str;
    item->size = (size_t)value->len;
    return true;
}

/* [next cursor, entries, ...]. Asking is over when it came round. */
static bool claimed_(struct coir_redis_queue *queue, struct coir_redis_item *item) {
    const struct redisReply *next = element_(item->answer.reply, 0);
    if (next && next->str)
        snprintf(queue->cursor, sizeof queue->cursor, "%s", next->str);
    if (found_(item, element_(item->answer.reply, 1)))
        return true;
    queue->look = strcmp(queue->cursor, "0-0") != 0;
    return false;
}

/* [[name, entries]], or nothing. */
static bool read_(struct coir_redis_queue *queue, struct coir_redis_item *item) {
    if (found_(item, element_(element_(item->answer.reply, 0), 1)))
        return true;
    queue->look = true;
    return false;
}

/* While there is always something new, ask for old ones all the same. */
static bool shall_look_(struct coir_redis_queue *queue) {
    if (queue->look || coir_now() - queue->looked >= queue->lease / 2) {
        queue->looked = coir_now();
        return true;
    }
    return false;
}

COIR_ASYNC(coir_redis_take) {
    coir_redis_item_free(self->item);
    for (;;) {
        if (shall_look_(self->queue)) {
            COIR_AWAIT(coir_redis_command(self->queue->redis, &self->item->answer,
                                          "XAUTOCLAIM %s " GROUP_ " %s %lld %s COUNT 1",
                                          self->queue->name, self->queue->worker,
                                          milliseconds_(self->queue->lease), self->queue->cursor));
            if (claimed_(self->queue, self->item))
                COIR_RETURN();
            if (self->queue->look)
                continue;
        }
        COIR_AWAIT(coir_redis_command(
            self->queue->redis, &self->item->answer,
            "XREADGROUP GROUP " GROUP_ " %s COUNT 1 BLOCK %lld STREAMS %s >", self->queue->worker,
            milliseconds_(self->queue->lease / 2), self->queue->name));
        if (read_(self->queue, self->item))
            COIR_RETURN();
    }
}
COIR_ASYNC_END

/* ---- Done ---- */

/* Both or neither. */
static const char script_[] = "if redis.call('XACK', KEYS[1], '" GROUP_ "', ARGV[1]) == 0 then"
                              " return 0 end redis.call('XDEL', KEYS[1], ARGV[1]) return 1";

COIR_ASYNC(coir_redis_done) {
    COIR_TRY {
        COIR_AWAIT(coir_redis_command(self->queue->redis, &self->answer, "EVAL %s 1 %s %s", script_,
                                      self->queue->name, self->item->id));
        self->result = self->answer.reply->integer == 1;
        coir_redis_item_free(self->item);
    }
    COIR_FINALLY {
        coir_redis_free(&self->answer);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

void coir_redis_item_free(struct coir_redis_item *item) {
    coir_redis_free(&item->answer);
    item->bytes = NULL;
    item->size = 0;
}
