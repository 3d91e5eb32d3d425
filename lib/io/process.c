/* process.c - start children, and know when they end.
 *
 * A child's end costs a turn of the loop and a waitpid.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "exec_.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipe_.h"
#include "socket_.h"

static const struct coir_kind kind_ = {"a process to end", NULL, NULL};

/* ---- Its end ---- */

static void forget_(struct coir_process *process) {
    coir_handle_cancel(&process->handle);
    coir_signal_close(&process->sigchld);
    if (process->pidfd.watched) {
        coir_unwatch(&process->pidfd);
        close(process->pidfd.fd);
    }
}

/* How it ended, or COIR_STILL_RUNNING. One that leads a group is not reaped before it is closed: until
 * then its number, which is the group's, cannot become somebody else's. */
static int ask_(struct coir_process *process) {
    const int keep = process->leads_group ? WNOWAIT : 0;
    siginfo_t info;
    int error;
    memset(&info, 0, sizeof info);
    do
        error = waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | keep);
    while (error < 0 && errno == EINTR);
    if (error == 0 && info.si_pid == 0)
        return COIR_STILL_RUNNING;
    process->unreaped = error == 0 && keep;
    process->leads_group = process->unreaped;
    if (error < 0)
        return 255;
    return info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
}

/* It may have ended: then there is a returncode, and whoever waits goes on. */
static int reap_(void *argument) {
    struct coir_process *process = (struct coir_process *)argument;
    process->returncode = ask_(process);
    if (process->returncode == COIR_STILL_RUNNING) {
        coir_used_up(&process->pidfd, COIR_READABLE);
        if (process->pidfd.watched)
            coir_want(&process->pidfd, COIR_READABLE);
        return 0;
    }
    forget_(process);
    while (!coir_list_empty(&process->waiters))
        coir_wake(coir_first(&process->waiters), 0);
    return 0;
}

/* The port tells, and must not be disturbed while it does. */
static void notify_(struct coir_descriptor *descriptor, int bits) {
    struct coir_process *process =
        (struct coir_process *)(void *)((char *)descriptor - offsetof(struct coir_process, pidfd));
    (void)bits;
    coir_call_soon(process->loop, &process->handle, reap_, process);
}

/* Where the kernel gives no descriptor for a child, all are asked when one of them has ended. */
static int watch_sigchld_(struct coir_process *process) {
    int error = coir_on_signal(&process->sigchld, process->loop, SIGCHLD, reap_, process);
    return error < 0 ? error : coir_call_soon(process->loop, &process->handle, reap_, process);
}

static int watch_(struct coir_process *process) {
#if defined SYS_pidfd_open && !defined COIR_NO_PIDFD_
    static volatile sig_atomic_t unknown; /* to this kernel */
    int fd = unknown ? -1 : (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (fd < 0) {
        unknown = unknown || errno == ENOSYS;
        return watch_sigchld_(process);
    }
    if (coir_watch(process->loop, &process->pidfd, fd) < 0) {
        close(fd);
        return watch_sigchld_(process);
    }
    process->pidfd.notify = notify_;
    coir_used_up(&process->pidfd, COIR_READABLE);
    coir_want(&process->pidfd, COIR_READABLE);
    return 0;
#else
    (void)notify_;
    return watch_sigchld_(process);
#endif
}

int coir_process_wait(struct coir_process *process) {
    if (!process->pid)
        return COIR_NO_PROCESS;
    if (process->returncode != COIR_STILL_RUNNING)
        return 0;
    return coir_park(&process->waiters, process);
}

int coir_process_signal(struct coir_process *process, int number) {
    if (!coir_process_is_running(process))
        return COIR_NO_PROCESS;
    return kill(process->pid, number) < 0 ? coir_from_errno(errno) : 0;
}

/* ---- Starting ---- */

/* The ends of its standard streams: the child's, and ours of those that are pipes; -1 for none. */
struct ends_ {
    int child[3], ours[3];
    bool opened[3]; /* the child's end is to be closed here */
};

static void close_ends_(struct ends_ *ends) {
    for (int i = 0; i < 3; i++) {
        if (ends->opened[i])
            close(ends->child[i]);
        if (ends->ours[i] >= 0)
            close(ends->ours[i]);
    }
}

static int open_pipe_(struct ends_ *ends, int i) {
    int pipe[2], error = coir_pipe_(pipe);
    if (error < 0)
        return error;
    ends->child[i] = pipe[i > 0];
    ends->ours[i] = pipe[i == 0];
    ends->opened[i] = true;
    return coir_make_non_blocking_(ends->ours[i]);
}

static int open_end_(struct ends_ *ends, int i, int where) {
    if (where == COIR_PIPED)
        return open_pipe_(ends, i);
    if (where == COIR_NOWHERE) {
        ends->child[i] = open("/dev/null", O_RDWR | O_CLOEXEC);
        ends->opened[i] = ends->child[i] >= 0;
        return ends->opened[i] ? 0 : coir_from_errno(errno);
    }
    if (where == COIR_TO_OUT && i == 2)
        ends->child[2] = ends->child[1] >= 0 ? ends->child[1] : 1;
    else if (where >= COIR_GIVEN(0))
        ends->child[i] = where - COIR_GIVEN(0);
    else if (where != COIR_INHERITED)
        return COIR_VALUE;
    return 0;
}

static int open_ends_(const struct coir_process_start *how, struct ends_ *ends) {
    const int where[3] = {how->in, how->out, how->err};
    int error = 0;
    memset(ends, 0, sizeof *ends);
    for (int i = 0; i < 3; i++)
        ends->child[i] = ends->ours[i] = -1;
    for (int i = 0; i < 3 && error == 0; i++)
        error = open_end_(ends, i, where[i]);
    return error;
}

/* Our ends of its pipes become streams, which close them from now on. */
static int open_streams_(struct coir_process *process, struct ends_ *ends) {
    struct coir_stream *const streams[3] = {&process->in, &process->out, &process->err};
    for (int i = 0; i < 3; i++) {
        int error = 0;
        if (ends->ours[i] >= 0)
            error = coir_open_fd(streams[i], process->loop, ends->ours[i]);
        if (error < 0)
            return error;
        ends->ours[i] = -1;
    }
    return 0;
}

static void close_streams_(struct coir_process *process) {
    coir_close(&process->in);
    coir_close(&process->out);
    coir_close(&process->err);
}

/* Start and watch it; what cannot be watched is killed again. */
static int launch_(struct coir_process *process, const struct coir_process_start *how,
                   const struct ends_ *ends) {
    int pid = coir_exec_(how, ends->child), error;
    if (pid < 0)
        return pid;
    process->pid = pid;
    error = watch_(process);
    if (error < 0) {
        forget_(process);
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    return error;
}

static int start_(const struct coir_process_start *how) {
    struct coir_process *process = how->process;
    struct ends_ ends;
    int error;
    if ((how->arguments && how->arguments[0]) == (how->shell != NULL))
        return COIR_VALUE;
    if (process->unreaped || !coir_is_closing(&process->in) || !coir_is_closing(&process->out) ||
        !coir_is_closing(&process->err))
        return COIR_RUNTIME;
    memset(process, 0, sizeof *process);
    process->kind = &kind_;
    process->loop = coir_running_loop();
    process->returncode = COIR_STILL_RUNNING;
    process->leads_group = how->new_group || how->new_session;
    coir_list_init(&process->waiters);
    error = open_ends_(how, &ends);
    if (error == 0)
        error = open_streams_(process, &ends);
    if (error == 0)
        error = launch_(process, how, &ends);
    close_ends_(&ends);
    if (error < 0) {
        close_streams_(process);
        process->pid = 0;
    }
    process->unreaped = error == 0;
    return error;
}

COIR_ASYNC(coir_process_start) {
    COIR_AWAIT(start_(self));
}
COIR_ASYNC_END

/* ---- Ending ---- */

/* How often to look whether a group that outlives its leader has ended: nobody would tell. */
#define LOOK_AGAIN_ COIR_MS(10)

/* To it and, if it leads a group, to all of that; not after it was reaped, when its number may be
 * somebody else's. */
static void send_(const struct coir_process *process, int number) {
    if (process->leads_group)
        kill(-process->pid, number);
    else if (process->unreaped)
        kill(process->pid, number);
}

static int kill_(void *argument) {
    struct coir_process_close *self = (struct coir_process_close *)argument;
    self->killed = true;
    send_(self->process, SIGKILL);
    return 0;
}

/* Ask it and its group to end, and see to it that they do. */
static void ask_to_end_(struct coir_process_close *self) {
    if (self->grace <= 0) {
        kill_(self);
        return;
    }
    send_(self->process, SIGTERM);
    coir_call_later(coir_running_loop(), &self->handle, self->grace, kill_, self);
}

/* It has ended. Is there somebody left in its group, who has time to end? (As long as there is, the
 * number is the group's.) */
static bool is_group_left_(const struct coir_process_close *self) {
    struct coir_process *process = self->process;
    if (process->unreaped)
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    process->unreaped = false;
    return process->leads_group && !self->killed && kill(-process->pid, 0) == 0;
}

static void end_(struct coir_process_close *self) {
    coir_handle_cancel(&self->handle);
    close_streams_(self->process);
    self->process->leads_group = false;
}

COIR_ASYNC(coir_process_close) {
    if (!self->process->pid)
        COIR_RETURN();
    coir_close(&self->process->in); /* its last words are not to kill it, so the others later */
    if (self->process->unreaped)
        ask_to_end_(self);
    while (coir_process_is_running(self->process) || is_group_left_(self)) {
        COIR_TRY {
            if (coir_process_is_running(self->process))
                COIR_AWAIT(coir_process_wait(self->process));
            else
                COIR_AWAIT(coir_sleep(LOOK_AGAIN_));
        }
        COIR_CATCH(COIR_CANCELLED) {
            self->cancelled = true;
            kill_(self);
        }
        COIR_TRY_END
    }
    end_(self);
    if (self->cancelled)
        COIR_RAISE(COIR_CANCELLED);
}
COIR_ASYNC_END

#endif
