/* workers.c - run functions in processes that were forked before.
 *
 * A socket pair per worker. Here its end is a stream; there, a loop that reads a call, runs it and
 * writes the answer, until the socket ends. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/workers.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../loop_.h"

/* At once, where it can be told: another thread may start a program. */
#ifdef SOCK_CLOEXEC
#define CLOSE_ON_EXEC_ SOCK_CLOEXEC
#else
#define CLOSE_ON_EXEC_ 0
#endif

/* ---- In the worker ---- */

/* All of it, or false: then the other side has gone. */
static bool get_(void *into, size_t size) {
    char *at = (char *)into;
    while (size) {
        ssize_t n = read(3, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        size -= (size_t)n;
    }
    return true;
}

static bool put_(const void *from, size_t size) {
    const char *at = (const char *)from;
    while (size) {
        ssize_t n = write(3, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        size -= (size_t)n;
    }
    return true;
}

/* Without memory for it, the input has to be read all the same. */
static bool skip_(size_t size) {
    char bytes[4096];
    for (size_t part; size; size -= part) {
        part = size < sizeof bytes ? size : sizeof bytes;
        if (!get_(bytes, part))
            return false;
    }
    return true;
}

static int answer_to_(coir_work function, const void *input, size_t size, void *output,
                      size_t room) {
    int result = function(input, size, output, room);
    fflush(stdout);
    if (result == COIR_PENDING || (result < -249 && result != COIR_CANCELLED))
        return COIR_SYSTEM;
    return result > 0 && (size_t)result > room ? (int)COIR_SYSTEM : result;
}

/* One call; false when there will be no other. */
static bool serve_call_(void) {
    struct coir_to_worker call;
    void *input, *output;
    int answer = COIR_NO_MEMORY;
    bool goes_on;
    if (!get_(&call.head.call, sizeof call.head.call))
        return false;
    input = malloc(call.head.call.size + 1);
    output = malloc(call.head.call.room + 1);
    goes_on = input ? get_(input, call.head.call.size) : skip_(call.head.call.size);
    if (goes_on && input && output)
        answer = answer_to_(call.head.call.function, input, call.head.call.size, output,
                            call.head.call.room);
    goes_on =
        goes_on && put_(&answer, sizeof answer) && put_(output, answer > 0 ? (size_t)answer : 0);
    free(input);
    free(output);
    return goes_on;
}

/* Nothing of the parent's is left open: its connections would not end while we live. Ours would not
 * end with us if programs that we start had it. */
static void close_all_but_(int fd) {
    int last = (int)sysconf(_SC_OPEN_MAX);
    dup2(fd, 3);
    fcntl(3, F_SETFD, FD_CLOEXEC);
#ifdef CLOSE_RANGE_UNSHARE
    if (close_range(4, ~0u, 0) == 0)
        return;
#endif
    for (int other = 4; other < (last < 0 || last > 65536 ? 65536 : last); other++)
        close(other);
}

static void default_signals_(void) {
    sigset_t none;
    for (int number = 1; number < 65; number++)
        if (number != SIGKILL && number != SIGSTOP)
            signal(number, number == SIGINT || number == SIGPIPE ? SIG_IGN : SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void be_worker_(int fd) {
    default_signals_();
    close_all_but_(fd);
    coir_running_ = NULL;
    coir_elsewhere_ = NULL;
    while (serve_call_())
        ;
    _exit(0);
}

/* ---- In the loop ---- */

/* Take it away, and say how it ended. */
static int bury_(struct coir_worker_process *worker) {
    int status = 0;
    if (!worker->pid)
        return 0;
    if (waitpid(worker->pid, &status, WNOHANG) == 0) { /* or it is somebody else's number by now */
        kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    worker->pid = 0;
    coir_close(&worker->stream);
    return status;
}

/* A signal that comes in the child before it is ready for it must not run a handler of ours. */
static int fork_(struct coir_workers *workers, struct coir_worker_process *worker,
                 const int ends[2]) {
    sigset_t all, before;
    int error = coir_open_fd(&worker->stream, workers->loop, ends[0]);
    if (error < 0)
        return error;
    fflush(stdout); /* or it might be written twice */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    worker->pid = (int)fork();
    error = worker->pid < 0 ? coir_from_errno(errno) : 0;
    if (worker->pid == 0)
        be_worker_(ends[1]);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error < 0) {
        worker->pid = 0;
        coir_unwatch(&worker->stream.descriptor);
    }
    return error;
}

static int raise_worker_(struct coir_workers *workers, struct coir_worker_process *worker) {
    int ends[2], error;
    if (socketpair(AF_UNIX, SOCK_STREAM | CLOSE_ON_EXEC_, 0, ends) < 0)
        return coir_from_errno(errno);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    memset(&worker->stream, 0, sizeof worker->stream);
    error = fork_(workers, worker, ends);
    close(ends[1]);
    if (error < 0) {
        close(ends[0]);
        memset(&worker->stream, 0, sizeof worker->stream);
    }
    return error;
}

int coir_workers_init(struct coir_workers *workers, struct coir_loop *loop,
                      struct coir_worker_process *memory, unsigned count) {
    int error = count ? 0 : (int)COIR_VALUE;
    memset(workers, 0, sizeof *workers);
    memset(memory, 0, count * sizeof *memory);
    workers->loop = loop;
    workers->workers = memory;
    workers->count = count;
    coir_semaphore_init(&workers->free, count, count);
    for (unsigned i = 0; i < count && error == 0; i++)
        error = raise_worker_(workers, &memory[i]);
    if (error < 0)
        coir_workers_close(workers);
    return error;
}

void coir_workers_close(struct coir_workers *workers) {
    workers->closed = true;
    for (unsigned i = 0; i < workers->count; i++)
        bury_(&workers->workers[i]);
}

/* One that is not busy: a living one if there is, for a dead one has to be forked. */
static struct coir_worker_process *choose_(struct coir_workers *workers) {
    struct coir_worker_process *dead = NULL;
    for (unsigned i = 0; i < workers->count; i++) {
        struct coir_worker_process *worker = &workers->workers[i];
        int status;
        if (worker->busy)
            continue;
        if (worker->pid && waitpid(worker->pid, &status, WNOHANG) == 0)
            return worker;
        if (worker->pid) { /* it died while it had nothing to do */
            worker->pid = 0;
            coir_close(&worker->stream);
        }
        dead = worker;
    }
    return dead;
}

static int take_(struct coir_to_worker *self) {
    int error = 0;
    if (self->workers->closed)
        return COIR_CLOSED;
    self->worker = choose_(self->workers);
    if (!self->worker->pid)
        error = raise_worker_(self->workers, self->worker);
    self->worker->busy = true;
    self->head.call.function = self->function;
    self->head.call.size = self->size;
    self->head.call.room = self->room;
    return error;
}

/* It ended in the midst of a call: what that error was says less than that. */
static int why_(struct coir_to_worker *self, int error) {
    if (self->workers->closed)
        return error == COIR_CANCELLED ? error : (int)COIR_CLOSED;
    if (self->worker->pid)
        self->status = bury_(self->worker);
    return error == COIR_CANCELLED ? error : (int)COIR_DIED;
}

COIR_ASYNC(coir_to_worker) {
    COIR_AWAIT(coir_semaphore_acquire(&self->workers->free));
    COIR_TRY {
        self->result = take_(self);
        if (self->result < 0)
            COIR_RAISE(self->result);
        COIR_TRY {
            COIR_AWAIT(
                coir_write_all(&self->worker->stream, &self->head.call, sizeof self->head.call));
            if (self->size)
                COIR_AWAIT(coir_write_all(&self->worker->stream, self->input, self->size));
            COIR_AWAIT(coir_read_exactly(&self->worker->stream, &self->head.answer,
                                         sizeof self->head.answer));
            self->result = self->head.answer;
            if (self->result > 0)
                COIR_AWAIT(
                    coir_read_exactly(&self->worker->stream, self->output, (size_t)self->result));
        }
        COIR_CATCH(COIR_ANY) {
            COIR_RAISE(why_(self, COIR_CAUGHT));
        }
        COIR_TRY_END
    }
    COIR_FINALLY {
        if (self->worker)
            self->worker->busy = false;
        coir_semaphore_release(&self->workers->free);
    }
    COIR_TRY_END
    if (self->result < 0)
        COIR_RAISE(self->result);
}
COIR_ASYNC_END

#endif
