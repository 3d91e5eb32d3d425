/* workers.h - run a function in another process, and wait for it: bytes in, bytes out.
 *
 * Rung 12. For long computations, and for code that may crash or must be stopped: a thread cannot
 * be killed, a process can. The processes are forked from this one, so they have its functions and
 * what its memory was then, and wait for work. Costs two copies of the bytes each way and a few
 * system calls; memory is yours here, and in the worker that of input and output.
 *
 *     static int count_primes(const void *input, size_t size, void *output, size_t room);
 *
 *     AWAIT(self->work, coir_to_worker, .workers = &self->workers, .function = count_primes,
 *           .input = &self->limit, .size = sizeof self->limit,
 *           .output = &self->primes, .room = sizeof self->primes);
 *
 * Make the workers before threads and before what they should not have a copy of: a lock that a
 * thread held at the fork is held for ever there. One that was killed is forked again at its next
 * use.
 *
 * Needs: socket.h, semaphore.h.   Semantics: concurrent.futures.ProcessPoolExecutor, but
 * cancelling kills.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WORKERS_H
#define COIR_WORKERS_H

#include "coir/semaphore.h"
#include "coir/socket.h"

#if COIR_SYSTEM_IO

/* A process that waits for work. Private, but for pid, which is 0 while there is none. */
struct coir_worker_process {
    int pid;
    bool busy;
    struct coir_stream stream;
};

/* Several of them. Private. A permit of `free` is one that is not busy, or not there yet. */
struct coir_workers {
    struct coir_loop *loop;
    struct coir_worker_process *workers;
    unsigned count;
    bool closed;
    struct coir_semaphore free;
};

/* What a worker runs.
 *
 * input     size bytes, aligned for any type; its own
 * output    room bytes, likewise
 * returns   how many bytes of output there are, at most room; or an error, which is raised in the
 *           task */
typedef int (*coir_work)(const void *input, size_t size, void *output, size_t room);

/* Run a function in a worker: AWAIT(self->work, coir_to_worker, .workers = &w, .function = f, ...).
 *
 * It waits until a worker is free, first come, first served.
 *
 * function  of this program, not of a library that was loaded after the workers were made
 * input     size bytes, yours; what they point to is not sent. NULL with size 0: nothing
 * output    yours, receives what the function gave; room bytes at most
 * result    how many there are
 * status    after COIR_DIED: how the worker ended, as waitpid tells it
 * errors    those of the function; a negative number that is none is COIR_SYSTEM, and so is a
 *           result above room
 *           COIR_DIED        the worker crashed, exited or was killed before it had answered
 *           COIR_NO_MEMORY   in the worker; it lives on
 *           COIR_CANCELLED   a worker that had begun is killed
 *           COIR_CLOSED      the workers were closed; those of fork and socketpair
 * context   a task of the loop of the workers
 * source    asyncio.loop.run_in_executor with a ProcessPoolExecutor */
struct coir_to_worker {
    COIR_CORO;
    struct coir_workers *workers;
    coir_work function;
    const void *input;
    size_t size;
    void *output;
    size_t room;
    int result;
    int status;
    /* private */
    struct coir_worker_process *worker;
    union {
        struct {
            coir_work function;
            size_t size, room;
        } call;
        int answer;
    } head;
};

COIR_ASYNC_DECLARE(coir_to_worker);

COIR_C_BEGIN_

/* Fork the workers. They have the descriptors 0, 1 and 2, and 3, which is the library's and closes in
 * programs that they start: a function that forks without that has to close it in the child. Signals
 * do in them what they do by default, but SIGINT nothing, which is for this process.
 *
 * workers   yours; stays where it is until coir_workers_close, and until those who waited have ended
 * memory    an array of count, yours, the same
 * errors    those of fork and socketpair; then there are none
 * context   the loop's thread; not while other threads hold locks that the functions will take */
int coir_workers_init(struct coir_workers *workers, struct coir_loop *loop,
                      struct coir_worker_process *memory, unsigned count);

/* Kill them all, and wait until they are gone, which is a matter of microseconds. Who waits for one
 * gets COIR_CLOSED. Idempotent; needed before the loop is closed. If this process dies without it,
 * they end when they have finished what they do. */
void coir_workers_close(struct coir_workers *workers);

COIR_C_END_

#endif
#endif
