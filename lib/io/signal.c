/* signal.c - wait for signals of the operating system, in a task.
 *
 * A signal costs a write per watcher, in the handler, and a read. Opening and closing take a lock.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/signal.h"
#include "../loop_.h"
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "pipe_.h"

enum { MOST = 64 };

/* The watcher whose callback this thread calls now, until that closes it. */
static COIR_THREAD_LOCAL_ struct coir_signal *called_;

/* All watchers. Who opens and closes holds the lock; handlers, which may run in any thread at any
 * time, only walk along the list, and are counted meanwhile, so that who has taken a watcher out can
 * wait until nobody looks at it any more. */
static pthread_mutex_t lock_ = PTHREAD_MUTEX_INITIALIZER;
static struct coir_signal *watchers_;
static int walking_;
static pid_t process_;                     /* the one that watches, not its children */
static unsigned counts_[MOST + 1];         /* watchers of each signal */
static struct sigaction before_[MOST + 1]; /* what it did before the first */

#if COIR_GNU_
static struct coir_signal *follow_(struct coir_signal **link) {
    return __atomic_load_n(link, __ATOMIC_SEQ_CST);
}
static void lead_(struct coir_signal **link, struct coir_signal *to) {
    __atomic_store_n(link, to, __ATOMIC_SEQ_CST);
}
static int walk_(int change) {
    return __atomic_add_fetch(&walking_, change, __ATOMIC_SEQ_CST);
}
#else
static struct coir_signal *follow_(struct coir_signal **link) {
    return *(struct coir_signal *volatile *)link;
}
static void lead_(struct coir_signal **link, struct coir_signal *to) {
    *(struct coir_signal *volatile *)link = to;
}
static int walk_(int change) {
    return *(volatile int *)&walking_ += change;
}
#endif

/* The handler. A child of fork shares our pipes, and must not write into them. */
static void arrive_(int number) {
    const unsigned char byte = (unsigned char)number;
    const int kept = errno;
    struct coir_signal *signal_;
    if (getpid() != process_) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    walk_(1);
    for (signal_ = follow_(&watchers_); signal_; signal_ = follow_(&signal_->next)) {
        ssize_t n = signal_->set & COIR_SIGNAL(number) ? write(signal_->into, &byte, 1) : 0;
        (void)n; /* a full pipe holds thousands that nobody has taken */
    }
    walk_(-1);
    errno = kept;
}

static int catch_(int number) {
    struct sigaction action;
    if (counts_[number]++)
        return 0;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = arrive_;
    action.sa_flags = SA_RESTART;
    if (sigaction(number, &action, &before_[number]) == 0)
        return 0;
    counts_[number]--;
    return coir_from_errno(errno);
}

/* The last watcher leaves; the program may have set a handler of its own meanwhile. */
static void release_(int number) {
    struct sigaction now;
    if (--counts_[number] == 0 && sigaction(number, NULL, &now) == 0 && now.sa_handler == arrive_)
        sigaction(number, &before_[number], NULL);
}

static void release_below_(uint64_t set, int end) {
    for (int number = 1; number < end; number++)
        if (set & COIR_SIGNAL(number))
            release_(number);
}

/* False if it is none of ours: we are a child, and it was our parent's. */
static bool leave_(struct coir_signal *signal_) {
    struct coir_signal **link = &watchers_;
    while (*link && *link != signal_)
        link = &(*link)->next;
    if (!*link)
        return false;
    lead_(link, signal_->next);
    while (walk_(0))
        sched_yield();
    return true;
}

/* A child that begins to watch has the default actions, and none of its parent's watchers. */
static void begin_anew_(void) {
    if (process_ == getpid())
        return;
    for (int number = 1; number <= MOST; number++) {
        if (counts_[number])
            signal(number, SIG_DFL);
        counts_[number] = 0;
    }
    watchers_ = NULL;
    walking_ = 0;
    process_ = getpid();
}

/* Join the watchers, then catch each signal. */
static int enlist_(struct coir_signal *signal_) {
    int error = 0;
    pthread_mutex_lock(&lock_);
    begin_anew_();
    signal_->next = watchers_;
    lead_(&watchers_, signal_);
    for (int number = 1; number <= MOST && error == 0; number++) {
        if (signal_->set & COIR_SIGNAL(number))
            error = catch_(number);
        if (error < 0)
            release_below_(signal_->set, number);
    }
    if (error < 0)
        leave_(signal_);
    pthread_mutex_unlock(&lock_);
    return error;
}

static void close_pipe_(struct coir_signal *signal_) {
    coir_unwatch(&signal_->descriptor);
    close(signal_->descriptor.fd);
    close(signal_->into);
    signal_->set = 0;
}

int coir_signal_open(struct coir_signal *signal_, struct coir_loop *loop, uint64_t set) {
    int ends[2], error;
    if (signal_->set || !set)
        return signal_->set ? COIR_RUNTIME : COIR_VALUE;
    error = coir_pipe_(ends);
    if (error < 0)
        return error;
    memset(signal_, 0, sizeof *signal_);
    signal_->into = ends[1];
    signal_->set = set;
    coir_make_non_blocking_(ends[0]);
    coir_make_non_blocking_(ends[1]);
    error = coir_watch(loop, &signal_->descriptor, ends[0]);
    if (error == 0)
        error = enlist_(signal_);
    if (error < 0)
        close_pipe_(signal_);
    return error;
}

bool coir_signal_close(struct coir_signal *signal_) {
    if (!signal_->set)
        return false;
    pthread_mutex_lock(&lock_);
    if (leave_(signal_))
        release_below_(signal_->set, MOST + 1);
    pthread_mutex_unlock(&lock_);
    coir_handle_cancel(&signal_->handle);
    close_pipe_(signal_);
    if (called_ == signal_)
        called_ = NULL;
    return true;
}

/* The next signal from the pipe, or 0. */
static int take_(struct coir_signal *signal_) {
    unsigned char byte;
    if (read(signal_->descriptor.fd, &byte, 1) == 1)
        return byte;
    coir_used_up(&signal_->descriptor, COIR_READABLE);
    return 0;
}

int coir_signal_wait(struct coir_signal *signal_) {
    int number = signal_->set ? take_(signal_) : 0;
    if (number)
        return number;
    return signal_->set ? coir_readable(&signal_->descriptor) : (int)COIR_CLOSED;
}

/* ---- Callbacks ---- */

/* There is something in the pipe. A callback that closes the watcher may give its memory back. */
static int call_(void *argument) {
    struct coir_signal *signal_ = (struct coir_signal *)argument;
    called_ = signal_;
    while (called_ && take_(signal_)) {
        int error = signal_->callback(signal_->argument);
        if (error < 0)
            coir_loop_error_(coir_running_, "Exception in signal handler", error);
    }
    if (called_)
        coir_want(&signal_->descriptor, COIR_READABLE);
    called_ = NULL;
    return 0;
}

static void notify_(struct coir_descriptor *descriptor, int bits) {
    struct coir_signal *signal_ =
        (struct coir_signal *)(void *)((char *)descriptor -
                                       offsetof(struct coir_signal, descriptor));
    (void)bits;
    coir_call_soon(descriptor->loop, &signal_->handle, call_, signal_);
}

int coir_on_signal(struct coir_signal *signal_, struct coir_loop *loop, int number,
                   int (*callback)(void *argument), void *argument) {
    bool again = signal_->set && signal_->callback;
    if (number < 1 || number > MOST)
        return COIR_VALUE;
    if (!again || signal_->set != COIR_SIGNAL(number) || signal_->descriptor.loop != loop) {
        int error = coir_signal_open(signal_, loop, COIR_SIGNAL(number));
        if (error < 0)
            return error;
    }
    signal_->callback = callback;
    signal_->argument = argument;
    signal_->descriptor.notify = notify_;
    if (!again) {
        coir_used_up(&signal_->descriptor, COIR_READABLE);
        coir_want(&signal_->descriptor, COIR_READABLE);
    }
    return 0;
}

/* ---- An iterator ---- */

COIR_ASYNC(coir_signals) {
    COIR_AWAIT(coir_signal_open(&self->signal, coir_running_loop(), self->set));
    COIR_TRY {
        for (;;) {
            COIR_AWAIT_INTO(self->value, coir_signal_wait(&self->signal));
            COIR_YIELD(self->value);
        }
    }
    COIR_FINALLY {
        coir_signal_close(&self->signal);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
