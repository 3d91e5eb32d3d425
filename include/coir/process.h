/* process.h - run programs, talk to them through pipes, and wait for their end.
 *
 * Rung 12. A program is started with its three standard streams where you want them; those that are
 * pipes are streams of yours. Costs a struct of 1.4 KB, a descriptor for each pipe and one to wait for
 * the end (a pidfd on Linux; elsewhere SIGCHLD, through signal.h), and no memory but yours.
 *
 *     static const char *const sort[] = {"sort", "-u", NULL};
 *
 *     AWAIT(self->start, coir_process_start, .process = &self->child, .arguments = sort,
 *           .in = COIR_PIPED, .out = COIR_PIPED);
 *     TRY {
 *         AWAIT(self->talk, coir_process_communicate, .process = &self->child, .input = "b\na\n",
 *               .input_size = 4, .out = self->text, .out_size = sizeof self->text);
 *     }
 *     FINALLY {
 *         AWAIT(self->end, coir_process_close, .process = &self->child);
 *     }
 *     TRY_END
 *
 * After coir_process_close there is neither a child nor a zombie nor a descriptor, whatever happened
 * before. A child that ends is reaped by the loop at once, also if nobody waits for it; one that leads a
 * group when it is closed, since its number is the group's.
 *
 * A child inherits no descriptor but those three and what .pass lists, also none that other libraries
 * opened; and no handlers of signals, nor that one is blocked, nor that SIGPIPE is ignored.
 *
 * On the virtual clock a child takes no time, but any deadline comes before it has done anything.
 *
 * Needs: group.h, signal.h, socket.h.   Semantics: asyncio.create_subprocess_exec, _shell, Process.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_PROCESS_H
#define COIR_PROCESS_H

#include "coir/group.h"
#include "coir/signal.h"
#include "coir/socket.h"

#if COIR_SYSTEM_IO

/* Where a standard stream of a child goes. */
enum coir_stdio {
    COIR_INHERITED, /* where ours goes                                       */
    COIR_PIPED,     /* into a pipe, whose other end is process.in, out or err */
    COIR_NOWHERE,   /* /dev/null                                             */
    COIR_TO_OUT     /* for err: where out goes                               */
};

/* COIR_GIVEN(fd): a descriptor of yours; it stays yours, and open. */
#define COIR_GIVEN(fd) ((fd) + 16)

/* returncode of a child that has not ended. */
#define COIR_STILL_RUNNING (-1000)

/* A child. Zero it before its first use; what is not explained is private. */
struct coir_process {
    const struct coir_kind *kind;
    struct coir_link waiters;
    struct coir_stream in;  /* its standard input, to write: coir_close ends it */
    struct coir_stream out; /* its standard output and its errors, to read. Give them a */
    struct coir_stream err; /* buffer, coir_stream_buffer, if you want lines             */
    int pid;                /* its number; 0 if none was ever started */
    int returncode;         /* its exit status; -N if signal N ended it; COIR_STILL_RUNNING before;
                             * 255 if somebody else reaped it */
    struct coir_loop *loop;
    struct coir_descriptor pidfd;
    struct coir_handle handle;
    struct coir_signal sigchld; /* where there is no pidfd */
    bool leads_group, unreaped;
};

/* Start a program: AWAIT(self->start, coir_process_start, .process = &self->child, ...).
 *
 * process   yours, not running; stays where it is until coir_process_close
 * arguments what its main gets: an array that ends with NULL. The first is the program, searched for
 *           in PATH if it has no slash. Or
 * shell     a command line for /bin/sh
 * program   run this and not arguments[0]
 * in, out, err   COIR_INHERITED (0), COIR_PIPED, COIR_NOWHERE, COIR_GIVEN(fd); err also COIR_TO_OUT
 * environment    "NAME=value", ended by NULL; NULL: ours. PATH is taken from it
 * directory its working directory; NULL: ours
 * pass      further descriptors that it inherits, under their numbers; an array of `passes`
 * new_group begin a process group: a signal to our group (Ctrl-C) does not reach it, and
 *           coir_process_close kills all of it
 * new_session    begin a session, and a group: likewise, and without a terminal
 * errors    COIR_NOT_FOUND, COIR_DENIED, COIR_NOT_DIRECTORY, ...   the program, or the directory
 *           COIR_VALUE       not exactly one of arguments and shell; in, out or err is none of those
 *           COIR_RUNTIME     the process runs, or was not closed
 *           COIR_FILES, COIR_NO_MEMORY, COIR_SYSTEM (too many processes; not a program; arguments
 *           too long), ...
 *           After an error no child is left, nor a descriptor
 * context   a task. It never suspends; it waits, blocking, until the program is loaded
 * source    asyncio.create_subprocess_exec, create_subprocess_shell */
struct coir_process_start {
    COIR_CORO;
    struct coir_process *process;
    const char *const *arguments;
    const char *shell;
    const char *program;
    int in, out, err;
    const char *const *environment;
    const char *directory;
    const int *pass;
    size_t passes;
    bool new_group, new_session;
};

COIR_ASYNC_DECLARE(coir_process_start);

/* Feeds a child, and drains one of its pipes. Private. */
struct coir_process_feed_ {
    COIR_CORO;
    struct coir_process *process;
    const void *input;
    size_t size;
    int *failed;
};

struct coir_process_drain_ {
    COIR_CORO;
    struct coir_stream *stream;
    char *into;
    size_t size;
    size_t *length;
    int *failed;
    char beyond[256];
    int n;
};

/* Give a child its input, collect what it writes, and wait for its end, all at the same time:
 * AWAIT(self->talk, coir_process_communicate, .process = &self->child, ...).
 *
 * input     input_size bytes for process.in, which is closed then; a child that does not read all of
 *           it is no error
 * out, err  receive what it writes to process.out and err, if those are pipes; out_size and err_size
 *           bytes at most. NULL: it is thrown away
 * out_length, err_length   how many bytes came, also after an error
 * errors    COIR_FULL       it wrote more than fits. It may run still, until coir_process_close
 *           COIR_VALUE      there is input, and no pipe for it
 *           COIR_CANCELLED  nothing that came is lost; begin again behind it
 *           and those of the streams
 * context   a task; nobody else may read from or write to the child meanwhile
 * source    asyncio.subprocess.Process.communicate */
struct coir_process_communicate {
    COIR_CORO;
    struct coir_process *process;
    const void *input;
    size_t input_size;
    void *out;
    size_t out_size;
    void *err;
    size_t err_size;
    size_t out_length, err_length;
    /* private */
    struct coir_group group;
    COIR_TASK(coir_process_feed_) feed;
    COIR_TASK(coir_process_drain_) drain[2];
    int failed;
};

COIR_ASYNC_DECLARE(coir_process_communicate);

/* Be done with a child: AWAIT(self->end, coir_process_close, .process = &self->child), in a FINALLY.
 *
 * If it runs it is killed, and waited for; a cancellation does not end that wait, but is raised after
 * it. If it has its own group, all of that is killed, also when it has ended itself. process.in is closed
 * before, out and err afterwards.
 * Idempotent; does nothing to one that was zeroed and never started.
 *
 * grace     not 0: ask it first, with SIGTERM, and kill it after so many ticks. Or at once when the task
 *           is cancelled
 * errors    COIR_CANCELLED, after it ended
 * context   a task. process.returncode can be read afterwards */
struct coir_process_close {
    COIR_CORO;
    struct coir_process *process;
    coir_time grace;
    /* private */
    struct coir_handle handle;
    bool cancelled, killed;
};

COIR_ASYNC_DECLARE(coir_process_close);

COIR_C_BEGIN_

/* Wait until a child has ended; there may be more in its pipes then. See process->returncode.
 *
 * returns   0
 * errors    COIR_NO_PROCESS   it was never started
 *           COIR_CANCELLED
 * context   a task of its loop, in AWAIT; any number of them. With a pipe that nobody reads, a child
 *           may never end: coir_process_communicate
 * source    asyncio.subprocess.Process.wait */
int coir_process_wait(struct coir_process *process);

/* Send it a signal. To its whole group: kill(-process->pid, number).
 *
 * returns   0; also if it ended so recently that the loop does not know
 * errors    COIR_NO_PROCESS   it has ended, or was never started
 *           COIR_VALUE, COIR_NOT_PERMITTED
 * context   the loop's thread
 * source    asyncio.subprocess.Process.send_signal */
int coir_process_signal(struct coir_process *process, int number);

/* SIGTERM, and SIGKILL. (Process.terminate, kill) */
static inline int coir_process_terminate(struct coir_process *process) {
    return coir_process_signal(process, SIGTERM);
}
static inline int coir_process_kill(struct coir_process *process) {
    return coir_process_signal(process, SIGKILL);
}

/* Was it started, and has not ended as far as the loop knows? */
static inline bool coir_process_is_running(const struct coir_process *process) {
    return process->pid && process->returncode == COIR_STILL_RUNNING;
}

COIR_C_END_

#endif
#endif
