/* thread.c - run blocking functions in threads.
 *
 * A mutex, a condition and a list per pool. A thread posts the outcome to the loop's inbox while it
 * holds the mutex, and the loop takes the mutex before it lets the task go on: so nobody's memory
 * goes while the thread still looks at it. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/thread.h"

#if COIR_SYSTEM_IO
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "../loop_.h"

/* ---- In the threads ---- */

/* What a task may raise. */
static int as_error_(int result) {
    bool is = result >= 0 || (result < COIR_PENDING && result > -250) || result == COIR_CANCELLED;
    return is ? result : (int)COIR_SYSTEM;
}

static int arrive_(void *argument);

/* The outcome goes to the loop. Under the mutex. */
static void post_(struct coir_job_ *job, int result) {
    job->runner = NULL;
    job->result = result;
    coir_call_soon_threadsafe(job->loop, &job->handle, arrive_, job);
}

static struct coir_job_ *take_(struct coir_pool *pool) {
    struct coir_link *link = pool->queue.next;
    struct coir_job_ *job =
        (struct coir_job_ *)(void *)((char *)link - offsetof(struct coir_job_, link));
    coir_unlink(link);
    job->queued = false;
    pool->queued--;
    return job;
}

/* Run one call. Abandoned meanwhile, `mine` is NULL afterwards. Called with the mutex. */
static void run_call_(struct coir_pool *pool) {
    struct coir_job_ *mine = take_(pool);
    const struct coir_to_thread *call = mine->call;
    int (*function)(void *) = call->function, result;
    void (*release)(void *) = call->release;
    void *argument = call->argument;
    const struct coir_token *context = call->abandon ? NULL : mine->context;
    mine->runner = &mine;
    pthread_mutex_unlock(&pool->mutex);
    coir_elsewhere_ = &context;
    result = as_error_(function(argument));
    pthread_mutex_lock(&pool->mutex);
    if (mine) {
        post_(mine, result);
        return;
    }
    pthread_mutex_unlock(&pool->mutex);
    if (release)
        release(argument);
    pthread_mutex_lock(&pool->mutex);
}

/* Each thread that ends joins the one before it, so that the pool needs no list of them. */
static void leave_(struct coir_pool *pool) {
    bool has_gone = pool->has_gone;
    pthread_t gone = pool->gone;
    pool->gone = pthread_self();
    pool->has_gone = true;
    pthread_mutex_unlock(&pool->mutex);
    if (has_gone)
        pthread_join(gone, NULL);
    pthread_mutex_lock(&pool->mutex);
    pool->threads--;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
}

static void *thread_(void *argument) {
    struct coir_pool *pool = (struct coir_pool *)argument;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->closed) {
        if (pool->queued) {
            run_call_(pool);
            continue;
        }
        pool->idle++;
        pthread_cond_wait(&pool->changed, &pool->mutex);
        pool->idle--;
    }
    leave_(pool);
    return NULL;
}

/* ---- Pools ---- */

unsigned coir_pool_default(void) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 5 : processors > 28 ? 32 : (unsigned)processors + 4;
}

void coir_pool_init(struct coir_pool *pool, unsigned threads) {
    memset(pool, 0, sizeof *pool);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->changed, NULL);
    coir_list_init(&pool->queue);
    pool->most = threads ? threads : coir_pool_default();
}

/* One more thread, which no signal goes to. Under the mutex. */
static int add_thread_(struct coir_pool *pool) {
    pthread_t thread;
    sigset_t all, before;
    int error;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, NULL, thread_, pool);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error)
        return COIR_NO_MEMORY;
    pool->threads++;
    return 0;
}

void coir_pool_close(struct coir_pool *pool) {
    pthread_t gone;
    bool has_gone;
    pthread_mutex_lock(&pool->mutex);
    pool->closed = true;
    while (pool->queued)
        post_(take_(pool), COIR_CLOSED);
    pthread_cond_broadcast(&pool->changed);
    while (pool->threads)
        pthread_cond_wait(&pool->changed, &pool->mutex);
    has_gone = pool->has_gone;
    gone = pool->gone;
    pool->has_gone = false;
    pthread_mutex_unlock(&pool->mutex);
    if (has_gone)
        pthread_join(gone, NULL);
}

/* A loop's own pool, which goes with it. */
struct coir_own_pool_ {
    struct coir_service service;
    struct coir_pool pool;
};

static void close_own_(struct coir_service *service) {
    struct coir_own_pool_ *own = (struct coir_own_pool_ *)service;
    coir_pool_close(&own->pool);
    free(own);
}

static struct coir_pool *own_pool_(struct coir_loop *loop) {
    struct coir_own_pool_ *own = (struct coir_own_pool_ *)coir_find_service(loop, close_own_);
    if (own)
        return &own->pool;
    own = (struct coir_own_pool_ *)malloc(sizeof *own);
    if (!own)
        return NULL;
    coir_pool_init(&own->pool, 0);
    coir_add_service(loop, &own->service, close_own_);
    return &own->pool;
}

/* ---- In the loop's thread ---- */

/* The outcome is here. The mutex is free again when the thread has nothing more to do with it. */
static int arrive_(void *argument) {
    struct coir_job_ *job = (struct coir_job_ *)argument;
    bool cancelled;
    pthread_mutex_lock(&job->pool->mutex);
    pthread_mutex_unlock(&job->pool->mutex);
    coir_external(job->loop, -1);
    cancelled = job->task->entry.flags & COIR_FORWARDED_; /* then that counts, not an error */
    coir_wake(job->task, cancelled ? 0 : job->result);
    return 0;
}

/* Who waits is cancelled. True: it has to wait for the function, or for an outcome that is on its
 * way, which will be dropped for the cancellation. */
static bool cancel_(void *object) {
    struct coir_job_ *job = (struct coir_job_ *)object;
    bool leaves = false;
    pthread_mutex_lock(&job->pool->mutex);
    if (job->queued) {
        coir_unlink(&job->link);
        job->queued = false;
        job->pool->queued--;
        leaves = true;
    } else if (job->runner && job->call->abandon) {
        *job->runner = NULL;
        leaves = job->call->left = true;
    }
    pthread_mutex_unlock(&job->pool->mutex);
    if (leaves)
        coir_external(job->loop, -1);
    return !leaves;
}

static const struct coir_kind threads = {"a function in a thread", cancel_, NULL};

/* Queue it, and have a thread for it. */
static int submit_(struct coir_pool *pool, struct coir_job_ *job) {
    int error = 0;
    pthread_mutex_lock(&pool->mutex);
    if (pool->closed)
        error = COIR_CLOSED;
    else if (pool->idle <= pool->queued && pool->threads < pool->most)
        error = add_thread_(pool);
    if (error == COIR_NO_MEMORY && pool->threads)
        error = 0; /* those that are there will do it */
    if (error == 0) {
        coir_link_before(&pool->queue, &job->link);
        job->queued = true;
        pool->queued++;
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->mutex);
    return error;
}

/* The leaf, evaluated once: what wakes the task brings the outcome. */
static int call_(struct coir_to_thread *call) {
    struct coir_job_ *job = &call->job;
    int error;
    job->kind = &threads;
    job->loop = coir_running_loop();
    job->task = coir_current();
    job->context = job->task->context;
    job->call = call;
    job->pool = call->pool ? call->pool : own_pool_(job->loop);
    error = job->pool ? submit_(job->pool, job) : (int)COIR_NO_MEMORY;
    if (error < 0)
        return error;
    coir_external(job->loop, 1);
    return coir_park(NULL, job);
}

COIR_ASYNC(coir_to_thread) {
    COIR_AWAIT_INTO(self->result, call_(self));
}
COIR_ASYNC_END

#endif
