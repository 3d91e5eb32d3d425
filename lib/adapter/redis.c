/* redis.c - send commands to Redis, and wait for the replies.
 *
 * hiredis frees a reply when the callback returns; its content moves to a shell of ours first. A
 * task that is cancelled takes its callback out of hiredis' list, so the reply finds nobody.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/redis.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

/* ---- Errors and replies ---- */

static int error_(int kind) {
    switch (kind) {
    case REDIS_ERR_IO:
        return errno > 0 ? coir_from_errno(errno) : (int)COIR_RESET;
    case REDIS_ERR_EOF:
        return COIR_EOF;
    case REDIS_ERR_OOM:
        return COIR_NO_MEMORY;
    default:
        return COIR_SYSTEM;
    }
}

/* Why a callback was called without a reply: known since coir_redis_close, or hiredis knows. */
static int lost_(struct coir_redis *self) {
    if (self->error == 0)
        self->error = error_(self->context->err);
    return self->error;
}

/* Move a reply out of the shell that hiredis will free. */
static struct redisReply *keep_(void *theirs) {
    struct redisReply *reply = (struct redisReply *)malloc(sizeof *reply);
    if (!reply)
        return NULL;
    memcpy(reply, theirs, sizeof *reply);
    memset(theirs, 0, sizeof *reply);
    ((struct redisReply *)theirs)->type = REDIS_REPLY_INTEGER;
    return reply;
}

/* ---- The descriptor ---- */

static void watch_(struct coir_redis *self, int bits) {
    if (bits == self->bits)
        return;
    self->bits = bits;
    coir_foreign_watch(&self->foreign, self->context->c.fd, bits);
}

static void add_read_(void *self) {
    watch_((struct coir_redis *)self, ((struct coir_redis *)self)->bits | COIR_READABLE);
}

static void delete_read_(void *self) {
    watch_((struct coir_redis *)self, ((struct coir_redis *)self)->bits & ~COIR_READABLE);
}

static void add_write_(void *self) {
    watch_((struct coir_redis *)self, ((struct coir_redis *)self)->bits | COIR_WRITABLE);
}

static void delete_write_(void *self) {
    watch_((struct coir_redis *)self, ((struct coir_redis *)self)->bits & ~COIR_WRITABLE);
}

/* How many wait changes by one. While there is none, the loop need not look. */
static void wait_(struct coir_redis *self, int change) {
    self->waiting = (unsigned)((int)self->waiting + change);
    coir_foreign_want(&self->foreign, self->waiting > 0);
}

static void wake_subscribers_(struct coir_redis_subscription *subscription) {
    while (!coir_list_empty(&subscription->waiters)) {
        wait_(subscription->redis, -1);
        coir_wake(coir_first(&subscription->waiters), COIR_PENDING);
    }
}

/* hiredis gives the context up; everybody was told. */
static void gone_(void *owner) {
    struct coir_redis *self = (struct coir_redis *)owner;
    lost_(self);
    if (self->subscription)
        wake_subscribers_(self->subscription);
    coir_foreign_close(&self->foreign);
    self->context = NULL;
}

static void ready_(struct coir_foreign *foreign, int fd, int bits) {
    struct coir_redis *self = (struct coir_redis *)foreign->owner;
    (void)fd;
    errno = 0;
    if (bits & COIR_READABLE && self->context)
        redisAsyncHandleRead(self->context);
    if (bits & COIR_WRITABLE && self->context)
        redisAsyncHandleWrite(self->context);
}

/* ---- Coming and going ---- */

/* Have the system ask whether the server is still there: one that vanished says nothing. */
static void keep_alive_(int fd) {
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
#ifdef TCP_KEEPIDLE
    {
        const int idle = 15, interval = 5, count = 3;
        setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
        setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
        setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    }
#endif
}

static void connected_(const struct redisAsyncContext *context, int status) {
    struct coir_redis *self = (struct coir_redis *)context->data;
    if (status != REDIS_OK)
        self->error = error_(context->c.err);
    else if (context->c.connection_type == REDIS_CONN_TCP)
        keep_alive_(context->c.fd);
    coir_future_set(&self->connected, self->error);
}

/* hiredis writes in a way that would end the program when the server is gone. */
static void ignore_sigpipe_(void) {
    struct sigaction action;
    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

static int begin_(struct coir_redis_open *open) {
    struct coir_redis *self = open->redis;
    redisAsyncContext *context;
    int error;
    memset(self, 0, sizeof *self);
    self->loop = coir_running_loop();
    ignore_sigpipe_();
    errno = 0;
    context =
        open->path ? redisAsyncConnectUnix(open->path) : redisAsyncConnect(open->host, open->port);
    if (!context)
        return COIR_NO_MEMORY;
    error = context->err ? error_(context->err)
                         : coir_foreign_open(&self->foreign, self->loop, ready_, self);
    if (error < 0) {
        redisAsyncFree(context);
        return error;
    }
    self->context = context;
    coir_future_init(&self->connected, self->loop);
    context->data = context->ev.data = self;
    context->ev.addRead = add_read_;
    context->ev.delRead = delete_read_;
    context->ev.addWrite = add_write_;
    context->ev.delWrite = delete_write_;
    context->ev.cleanup = gone_;
    redisAsyncSetConnectCallback(context, connected_);
    return 0;
}

COIR_ASYNC(coir_redis_open) {
    COIR_AWAIT(begin_(self));
    COIR_TRY {
        COIR_AWAIT(coir_future_wait(&self->redis->connected));
        coir_foreign_want(&self->redis->foreign, false);
    }
    COIR_CATCH(COIR_ANY) {
        coir_redis_close(self->redis);
        COIR_RAISE(COIR_CAUGHT);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

static struct redisReply *take_(struct coir_redis_subscription *self) {
    struct redisReply *reply = self->ring[self->first];
    self->first = (self->first + 1) % self->size;
    self->count--;
    return reply;
}

void coir_redis_close(struct coir_redis *redis) {
    while (redis->subscription && redis->subscription->count)
        freeReplyObject(take_(redis->subscription));
    if (!redis->context)
        return;
    redis->error = COIR_CLOSED;
    redisAsyncFree(redis->context);
}

/* ---- Commands ---- */

static void answer_(redisAsyncContext *context, void *reply, void *argument) {
    struct coir_redis_answer *self = (struct coir_redis_answer *)argument;
    int outcome;
    (void)context;
    wait_(self->redis, -1);
    if (!reply) {
        coir_wake(self->task, lost_(self->redis));
        return;
    }
    self->reply = keep_(reply);
    outcome = !self->reply                             ? (int)COIR_NO_MEMORY
              : self->reply->type == REDIS_REPLY_ERROR ? (int)COIR_VALUE
                                                       : 0;
    coir_wake(self->task, outcome);
}

/* The task that waits was cancelled. The command stands in hiredis' list until its reply comes. */
static bool forget_(void *object) {
    struct coir_redis_answer *self = (struct coir_redis_answer *)object;
    redisCallback *callback = self->redis->context->replies.head;
    while (callback && callback->privdata != self)
        callback = callback->next;
    if (callback) {
        callback->fn = NULL;
        callback->privdata = NULL;
    }
    wait_(self->redis, -1);
    return false;
}

static const struct coir_kind kind_ = {"a reply of Redis", forget_, NULL};

int coir_redis_command(struct coir_redis *redis, struct coir_redis_answer *answer,
                       const char *format, ...) {
    va_list arguments;
    int status = REDIS_ERR;
    if (redis->context) {
        va_start(arguments, format);
        status = redisvAsyncCommand(redis->context, answer_, answer, format, arguments);
        va_end(arguments);
    }
    coir_redis_free(answer); /* only now: an argument may point into it */
    if (status != REDIS_OK)
        return redis->context ? COIR_SYSTEM : redis->error < 0 ? redis->error : (int)COIR_CLOSED;
    answer->kind = &kind_;
    answer->redis = redis;
    answer->task = coir_current();
    wait_(redis, 1);
    return coir_park(NULL, answer);
}

void coir_redis_free(struct coir_redis_answer *answer) {
    if (answer->reply)
        freeReplyObject(answer->reply);
    answer->reply = NULL;
}

/* ---- Messages of PUBLISH ---- */

/* A task that waits for a message was cancelled. */
static bool leave_(void *object) {
    wait_(((struct coir_redis_subscription *)object)->redis, -1);
    return false;
}

static const struct coir_kind messages_ = {"a message of Redis", leave_, NULL};

static void message_(redisAsyncContext *context, void *reply, void *argument) {
    struct coir_redis_subscription *self = (struct coir_redis_subscription *)argument;
    struct redisReply *kept;
    (void)context;
    if (!reply)
        return;
    kept = self->count < self->size ? keep_(reply) : NULL;
    if (!kept) {
        self->lost++;
        return;
    }
    self->ring[(self->first + self->count++) % self->size] = kept;
    wake_subscribers_(self);
}

int coir_redis_subscribe(struct coir_redis_subscription *subscription, struct coir_redis *redis,
                         struct redisReply **ring, unsigned size, const char *command) {
    if (!redis->context)
        return COIR_CLOSED;
    if (redis->subscription)
        return COIR_RUNTIME;
    memset(subscription, 0, sizeof *subscription);
    subscription->kind = &messages_;
    coir_list_init(&subscription->waiters);
    subscription->redis = redis;
    subscription->ring = ring;
    subscription->size = size;
    if (redisAsyncCommand(redis->context, message_, subscription, command) != REDIS_OK)
        return COIR_SYSTEM;
    redis->subscription = subscription;
    return 0;
}

int coir_redis_next(struct coir_redis_subscription *subscription, struct redisReply **reply) {
    if (subscription->count) {
        *reply = take_(subscription);
        return 0;
    }
    if (!subscription->redis->context)
        return subscription->redis->error;
    wait_(subscription->redis, 1);
    return coir_park(&subscription->waiters, subscription);
}
