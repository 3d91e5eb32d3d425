/* thread.h - run a blocking function in a thread, and wait for it.
 *
 * Rung 12. What would hold up the loop (a library that only blocks, a long computation) runs in a
 * thread of a pool, while other tasks go on. Threads are made when they are needed, up to a number,
 * and kept. Costs a system call or two each way, about 10 us; a call allocates nothing, the
 * loop's own pool is one allocation.
 *
 *     static int hash_file(void *argument);
 *
 *     AWAIT(self->work, coir_to_thread, .function = hash_file, .argument = &self->job);
 *
 * The other way round: a thread that has something for a loop calls coir_call_soon_threadsafe
 * (loop.h), and the function it names sets the event or starts the task. One loop per thread works.
 * All of it needs COIR_THREADS.
 *
 * Needs: context.h.   Semantics: asyncio.to_thread, concurrent.futures.ThreadPoolExecutor.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_THREAD_H
#define COIR_THREAD_H

#include "coir/context.h"

#if COIR_SYSTEM_IO
#include <pthread.h>

/* Threads that wait for functions to run. All of it is private.
 *
 * Everything here and in a call's private part is touched only under `mutex`. A call is in `queue`,
 * or a thread runs it, or it is on its way back to its loop. */
struct coir_pool {
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a call was queued, the pool closes, a thread has gone */
    struct coir_link queue;
    unsigned queued, idle, threads, most;
    pthread_t gone; /* the last thread that ended, which has joined those before it */
    bool has_gone, closed;
};

/* A call's way through a pool. Private. */
struct coir_to_thread;
struct coir_job_ {
    const struct coir_kind *kind;
    struct coir_link link;
    struct coir_pool *pool;
    struct coir_loop *loop;
    struct coir_task *task;
    const struct coir_token *context;
    struct coir_job_ **runner; /* where the thread that runs it remembers it, or NULL */
    struct coir_handle handle;
    struct coir_to_thread *call;
    int result;
    bool queued;
};

/* Run a function in a thread: AWAIT(self->work, coir_to_thread, .function = f, .argument = &job).
 *
 * function  runs in another thread, with every signal blocked. A result of 0 or more is kept, an
 *           error (a negative one) is raised here; a negative number that is no error, such as -1,
 *           is COIR_SYSTEM
 * argument  yours, and lives until this has ended, in whatever way; with .abandon, until the
 *           function has returned
 * pool      NULL: the loop's own, of coir_pool_default threads
 * abandon   what a cancellation does while the function runs. false: it waits for the function,
 *           whose memory is in use, and raises COIR_CANCELLED then, whatever that gave. true: it
 *           leaves at once, and the function finishes alone; nobody learns how. One that has not
 *           begun never does, in both cases
 * release   NULL, or called with the argument when a function that was abandoned has returned, in
 *           its thread: usually free
 * result    of the function
 * left      after COIR_CANCELLED: the function still runs, so the argument is its, and release's
 * errors    those of the function; COIR_CANCELLED
 *           COIR_CLOSED      the pool was closed before the function began
 *           COIR_NO_MEMORY   no pool or no thread could be made
 * context   a task. The function has the context variables of the task (none with .abandon: they
 *           may be gone before it ends); what it sets is its own
 * source    asyncio.to_thread */
struct coir_to_thread {
    COIR_CORO;
    int (*function)(void *argument);
    void *argument;
    struct coir_pool *pool;
    bool abandon;
    void (*release)(void *argument);
    int result;
    bool left;
    /* private */
    struct coir_job_ job;
};

COIR_ASYNC_DECLARE(coir_to_thread);

COIR_C_BEGIN_

/* Make a pool ready; its threads are made when they are needed.
 *
 * pool      yours; stays where it is until coir_pool_close, and until the calls that it ran have
 *           ended. Loops of several threads may share it
 * threads   how many at most; 0: coir_pool_default of them
 * context   anywhere */
void coir_pool_init(struct coir_pool *pool, unsigned threads);

/* How many threads a pool has if you do not say: 4 more than processors, at most 32. */
unsigned coir_pool_default(void);

/* End a pool: functions that run are waited for, here; those that have not begun are dropped, their
 * callers get COIR_CLOSED. Later calls get that too. Idempotent.
 *
 * context   any thread but the pool's own */
void coir_pool_close(struct coir_pool *pool);

COIR_C_END_

#endif
#endif
