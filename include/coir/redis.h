/* redis.h - send commands to Redis, and wait for the replies.
 *
 * Rung 12, libcoir-redis. A connection of hiredis in your loop. Any number of tasks may use it at
 * once: their commands go out together and the replies come back in order. Costs two descriptors
 * and 216 bytes a connection; hiredis allocates for each command and reply.
 *
 *     AWAIT(self->open, coir_redis_open, .redis = &self->redis, .host = "127.0.0.1", .port = 6379);
 *     AWAIT(coir_redis_command(&self->redis, &self->a, "SET %s %b", key, value, size));
 *     AWAIT(coir_redis_command(&self->redis, &self->a, "GET %s", key));
 *     use(self->a.reply->str, self->a.reply->len);         of <hiredis/hiredis.h>
 *     coir_redis_free(&self->a);
 *     coir_redis_close(&self->redis);
 *
 * It runs in whatever loop the task runs in, so also in one that is a guest (uv.h, glib.h). A
 * queue for several machines is redis_queue.h; messages of PUBLISH are coir_redis_subscribe.
 *
 * Needs: foreign.h, future.h.   Semantics: hiredis' asynchronous interface.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_REDIS_H
#define COIR_REDIS_H

#include "coir/foreign.h"
#include "coir/future.h"

#if COIR_SYSTEM_IO

struct redisAsyncContext;
struct redisReply;

/* A connection. Its members are private, but for `context` and `error`. */
struct coir_redis {
    struct redisAsyncContext *context; /* NULL: not open, or gone */
    int error;                         /* then: why it went */
    struct coir_loop *loop;
    struct coir_foreign foreign;
    struct coir_future connected;
    struct coir_redis_subscription *subscription;
    int bits;         /* what hiredis waits for */
    unsigned waiting; /* how many wait for a reply */
};

/* A reply, and the task that waits for it. Zeroed before its first use. */
struct coir_redis_answer {
    const struct coir_kind *kind;
    struct redisReply
        *reply; /* yours until coir_redis_free, or the next command with this answer */
    struct coir_redis *redis;
    struct coir_task *task;
};

/* Connect: AWAIT(self->open, coir_redis_open, .redis = &redis, .host = "127.0.0.1", .port = 6379).
 *
 * redis     yours, not open; stays where it is until coir_redis_close
 * host      a numeric address; a name is looked up by hiredis, which blocks the loop meanwhile
 * path      instead of host and port: of a Unix socket
 *           If the program has not set SIGPIPE, that is ignored from now on, as in Python
 *           A server that vanishes without a word is found out after half a minute: COIR_TIMEOUT
 * errors    COIR_REFUSED, COIR_NOT_FOUND and other errors of sockets; COIR_SYSTEM; COIR_NO_MEMORY,
 *           COIR_CANCELLED. It is not open after an error
 * context   a task */
struct coir_redis_open {
    COIR_CORO;
    struct coir_redis *redis;
    const char *host;
    int port;
    const char *path;
};

COIR_ASYNC_DECLARE(coir_redis_open);

COIR_C_BEGIN_

/* Send a command and wait for its reply: AWAIT(coir_redis_command(&redis, &answer, "GET %s", key)).
 *
 * redis     open
 * answer    receives the reply; frees the one it had. Stays where it is meanwhile. Also after an
 *           error call coir_redis_free in the end, for a reply that came just before the task was
 *           cancelled
 * format    as in hiredis: %s a string, %b a pointer and a size_t, %d and others as in printf.
 *           Spaces separate the command's arguments, those in the values do not
 * returns   0
 * errors    COIR_VALUE      the server refused; answer.reply->str says why
 *           COIR_EOF, COIR_RESET and other errors of sockets: the connection is gone; nobody knows
 *                           whether the command was executed
 *           COIR_CLOSED     it is not open, or was closed meanwhile
 *           COIR_NO_MEMORY, COIR_SYSTEM (a bad format, or a broken reply)
 *           COIR_CANCELLED  the command may still be executed; its reply is dropped when it comes
 * context   a task of the connection's loop, in AWAIT; any number of them
 * source    redisAsyncCommand. Not for SUBSCRIBE, MONITOR and their kin, which have no single
 *           reply */
int coir_redis_command(struct coir_redis *redis, struct coir_redis_answer *answer,
                       const char *format, ...);

/* Give a reply back. Idempotent; does nothing to an answer that was zeroed and never used. */
void coir_redis_free(struct coir_redis_answer *answer);

/* Close the connection; who waits gets COIR_CLOSED. Idempotent; does nothing to one that was
 * zeroed and never opened.
 *
 * context   the loop's thread */
void coir_redis_close(struct coir_redis *redis);

/* ---- Messages of PUBLISH ---- */

/* The messages that have come and were not taken. One connection has one of these, and takes no
 * other commands. Its members are private, but for `lost`. */
struct coir_redis_subscription {
    const struct coir_kind *kind;
    struct coir_redis *redis;
    struct coir_link waiters;
    struct redisReply **ring;
    unsigned size, first, count;
    unsigned lost; /* messages for which there was no room */
};

/* Subscribe to channels.
 *
 * subscription  yours, stays where it is until coir_redis_close(redis)
 * redis     open, and from now on used for this only
 * ring      room for the replies that wait to be taken, size of them: as many as come at once.
 *           While no task waits nothing is read, so only a burst overflows it; what has no room is
 *           dropped and counted, as Redis drops readers that are too slow
 * command   with the names, as in "SUBSCRIBE news weather" or "PSUBSCRIBE news.*"
 * returns   0
 * errors    COIR_CLOSED, COIR_NO_MEMORY, COIR_RUNTIME: there is one
 * context   the loop's thread */
int coir_redis_subscribe(struct coir_redis_subscription *subscription, struct coir_redis *redis,
                         struct redisReply **ring, unsigned size, const char *command);

/* Take the next message: AWAIT(coir_redis_next(&subscription, &self->reply)).
 *
 * reply     receives it: an array of "message", channel and payload (or "pmessage", pattern,
 *           channel, payload; or "subscribe", channel, count: the first ones). Yours:
 *           freeReplyObject
 * returns   0
 * errors    COIR_CLOSED and errors of sockets: the connection is gone; COIR_CANCELLED, and none is
 *           lost
 * context   a task, in AWAIT; any number of them, each message goes to one */
int coir_redis_next(struct coir_redis_subscription *subscription, struct redisReply **reply);

COIR_C_END_

#endif
#endif
