/* run.c - run one coroutine as a whole program, on the best port of this system.
 *
 * Costs one allocation, a loop per thread, and whatever the port needs.
 * SPDX-License-Identifier: MIT
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include "loop_.h"

#if COIR_HOSTED && COIR_TASKS
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "coir/system.h"

/* The task and, behind it, the frame of the program. */
struct program {
    struct coir_task task;
    struct coir_frame frame[1];
};

#if COIR_CANCEL
/* Whom SIGINT stops: one program of a process, the first that runs. The first SIGINT cancels its main
 * task; with that it has the default action again, so the second one ends the process. */
struct stopping_ {
    struct coir_loop *loop; /* NULL: nobody */
    struct coir_task *task;
    struct coir_handle handle;
    volatile sig_atomic_t came;
    bool heard; /* the loop had a turn for it */
};
static struct stopping_ stopping_;
static int taken_;    /* by one program; others may run in other threads */
static int handlers_; /* that run now, in any thread, and may look at the loop */

#if COIR_GNU_
static bool take_(int taken) {
    return __atomic_exchange_n(&taken_, taken, __ATOMIC_SEQ_CST) != taken;
}
static int count_(int change) {
    return __atomic_add_fetch(&handlers_, change, __ATOMIC_SEQ_CST);
}
static void set_loop_(struct coir_loop *loop) {
    __atomic_store_n(&stopping_.loop, loop, __ATOMIC_SEQ_CST);
}
static struct coir_loop *get_loop_(void) {
    return __atomic_load_n(&stopping_.loop, __ATOMIC_SEQ_CST);
}
#else
static bool take_(int taken) {
    bool changes = taken_ != taken;
    taken_ = taken;
    return changes;
}
static int count_(int change) {
    return *(volatile int *)&handlers_ += change;
}
static void set_loop_(struct coir_loop *loop) {
    *(struct coir_loop *volatile *)&stopping_.loop = loop;
}
static struct coir_loop *get_loop_(void) {
    return *(struct coir_loop *volatile *)&stopping_.loop;
}
#endif

/* The main task may be done, and its leftovers not; then the first one does what a second would. */
static int stop_main_(void *task) {
    stopping_.heard = true;
    if (!coir_cancel((struct coir_task *)task))
        raise(SIGINT);
    return 0;
}

static void interrupted_(int number) {
    int kept = errno;
    struct coir_loop *loop;
    count_(1);
    loop = get_loop_();
    if (loop) {
        stopping_.came = 1;
        coir_call_soon_threadsafe(loop, &stopping_.handle, stop_main_, stopping_.task);
    } else {
        raise(number); /* the program has just ended */
    }
    count_(-1);
    errno = kept;
}

static bool set_handler_(struct coir_loop *loop, struct coir_task *task) {
    struct sigaction action;
    if (sigaction(SIGINT, NULL, &action) < 0 || action.sa_handler != SIG_DFL)
        return false;
    memset(&stopping_, 0, sizeof stopping_);
    stopping_.task = task;
    set_loop_(loop);
    action.sa_handler = interrupted_;
    action.sa_flags = (int)(SA_RESTART | SA_RESETHAND);
    return sigaction(SIGINT, &action, NULL) == 0;
}

/* Unless the program has a handler, or ignores it. Returns whether SIGINT is ours. */
static bool catch_interrupt_(struct coir_loop *loop, struct coir_task *task) {
    if (!take_(1))
        return false;
    if (set_handler_(loop, task))
        return true;
    take_(0);
    return false;
}

/* Give it back, if nobody else has it now. Was the task stopped by SIGINT, and by nobody else? One that
 * came after the last turn goes where it would have gone a moment later. */
static bool release_interrupt_(const struct coir_task *task) {
    struct sigaction action;
    bool stopped;
    if (sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler == interrupted_)
        signal(SIGINT, SIG_DFL);
    set_loop_(NULL);
    while (count_(0))
        sched_yield();
    if (stopping_.came && !stopping_.heard)
        raise(SIGINT);
    stopped = stopping_.came && coir_cancelled(task) && coir_cancelling(task) <= 1;
    take_(0);
    return stopped;
}
#else
#define catch_interrupt_(loop, task) false
#define release_interrupt_(task) false
#endif

/* Returns the exit status. */
static int run_on_(struct coir_port *port, coir_body body, size_t frame_size) {
    static COIR_THREAD_LOCAL_ struct coir_loop loop;
    struct program *program = (struct program *)calloc(1, sizeof *program + frame_size);
    bool interruptible;
    int outcome, status;
    if (!program)
        return 1;
    coir_loop_init(&loop, port);
    program->frame->body = body;
    coir_start(&loop.scope, &program->task, program->frame);
    interruptible = catch_interrupt_(&loop, &program->task);
    outcome = coir_run_main(&loop, &program->task);
    status = interruptible && release_interrupt_(&program->task) ? 128 + SIGINT : outcome < 0;
    if (outcome < 0 && outcome == coir_outcome(&program->task) && status == 1)
        coir_print_failure(&program->task);
    coir_loop_close(&loop);
    free(program);
    return status;
}

int coir_run_program_(coir_body body, size_t frame_size) {
    struct coir_system system;
    int outcome;
    if (coir_running_) {
        fprintf(stderr, "COIR_RUN inside a running loop: %s\n", coir_error_text(COIR_RUNTIME));
        return 1;
    }
    outcome = coir_system_init(&system);
    if (outcome < 0) {
        fprintf(stderr, "no event loop: %s\n", coir_error_text(outcome));
        return 1;
    }
    outcome = run_on_(system.port, body, frame_size);
    coir_system_close(&system);
    return outcome;
}

#endif
