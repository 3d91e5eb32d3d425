/* exec.c - start a program in a child that inherits nothing it should not.
 *
 * Costs a vfork, which copies no memory, a pipe through which the child tells why it could not, and a
 * system call per signal. The parent sleeps until the program is loaded.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "exec_.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipe_.h"

extern char **environ;

enum { SIGNALS = 64, PATH_ROOM = 4096, NO_LIMIT = 65536 };

/* What the child needs. It may share our memory until it has loaded its program, so it changes nothing
 * but this, and calls only what a signal handler may. */
struct birth_ {
    const struct coir_process_start *how;
    const char *const *arguments, *const *environment;
    const char *program, *path;
    int fds[3], tell;
    char name[PATH_ROOM];
};

/* ---- In the child ---- */

/* Handlers would run in the parent's memory; and exec keeps that a signal is ignored, which for
 * SIGPIPE is our doing, and that it is blocked, which it is in threads of ours. */
static void reset_signals_(void) {
    struct sigaction action;
    sigset_t none;
    for (int number = 1; number <= SIGNALS; number++) {
        if (sigaction(number, NULL, &action) < 0 || action.sa_handler == SIG_DFL)
            continue;
        if (action.sa_handler == SIG_IGN && number != SIGPIPE)
            continue;
        memset(&action, 0, sizeof action);
        action.sa_handler = SIG_DFL;
        sigaction(number, &action, NULL);
    }
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
}

static int leave_group_(const struct coir_process_start *how) {
    if (how->new_session)
        return setsid() < 0 ? -1 : 0;
    return how->new_group ? setpgid(0, 0) : 0;
}

/* Put the standard streams in their places. A descriptor that stands in the place of another is moved
 * away first. */
static int place_streams_(struct birth_ *birth) {
    if (birth->tell < 3 && (birth->tell = fcntl(birth->tell, F_DUPFD_CLOEXEC, 3)) < 0)
        return -1;
    for (int i = 0; i < 3; i++)
        if (birth->fds[i] >= 0 && birth->fds[i] < 3 && birth->fds[i] != i &&
            (birth->fds[i] = fcntl(birth->fds[i], F_DUPFD_CLOEXEC, 3)) < 0)
            return -1;
    for (int i = 0; i < 3; i++) {
        if (birth->fds[i] == i && fcntl(i, F_SETFD, 0) < 0)
            return -1;
        if (birth->fds[i] >= 0 && birth->fds[i] != i && dup2(birth->fds[i], i) < 0)
            return -1;
    }
    return 0;
}

/* All others close when the program is loaded, but those that it is to have. */
static int close_others_(const struct coir_process_start *how) {
    int done = -1;
#if defined SYS_close_range
    done = (int)syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
#endif
    if (done < 0) {
        long end = sysconf(_SC_OPEN_MAX);
        if (end < 0 || end > NO_LIMIT)
            end = NO_LIMIT;
        for (int fd = 3; fd < end; fd++)
            fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    for (size_t i = 0; i < how->passes; i++)
        if (how->pass[i] > 2 && fcntl(how->pass[i], F_SETFD, 0) < 0)
            return -1;
    return 0;
}

static void load_(const struct birth_ *birth, const char *name) {
    execve(name, (char *const *)(uintptr_t)birth->arguments,
           (char *const *)(uintptr_t)birth->environment);
}

/* Load the program, from the first folder of the path that has it. One that may not be run is
 * remembered, as a shell does. */
static void search_(struct birth_ *birth) {
    const char *from = birth->path;
    size_t length = strlen(birth->program);
    int kept = ENOENT;
    if (strchr(birth->program, '/') || !length) {
        load_(birth, birth->program);
        return;
    }
    for (;;) {
        size_t folder = strcspn(from, ":");
        if (folder + length + 2 <= PATH_ROOM) {
            memcpy(birth->name, from, folder);
            birth->name[folder] = '/';
            memcpy(birth->name + folder + (folder > 0), birth->program, length + 1);
            load_(birth, birth->name);
            if (errno == EACCES)
                kept = EACCES;
            else if (errno != ENOENT && errno != ENOTDIR)
                return;
        }
        if (!from[folder])
            break;
        from += folder + 1;
    }
    errno = kept;
}

static void be_born_(struct birth_ *birth) {
    const struct coir_process_start *how = birth->how;
    int number;
    reset_signals_();
    if (leave_group_(how) == 0 && place_streams_(birth) == 0 &&
        !(how->directory && chdir(how->directory) < 0) && close_others_(how) == 0)
        search_(birth);
    number = errno;
    while (write(birth->tell, &number, sizeof number) < 0 && errno == EINTR)
        ;
    _exit(127);
}

/* ---- In the parent ---- */

/* A variable's value in an environment. */
static const char *find_(const char *const *environment, const char *name) {
    size_t length = strlen(name);
    for (; *environment; environment++)
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
            return *environment + length + 1;
    return NULL;
}

/* In a function of its own, since it returns twice. */
static pid_t fork_(struct birth_ *birth) {
#ifdef __linux__
    pid_t pid = vfork();
#else
    pid_t pid = fork();
#endif
    if (pid == 0)
        be_born_(birth);
    return pid;
}

/* Fork with all signals blocked, so that no handler runs in the child. */
static int fork_quietly_(struct birth_ *birth) {
    sigset_t all, before;
    pid_t pid;
    int number;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = fork_(birth);
    number = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid < 0 ? coir_from_errno(number) : (int)pid;
}

/* What the child says: an errno, or nothing, since its end closed when the program was loaded. */
static int listen_(int fd) {
    int number = 0;
    ssize_t n;
    do
        n = read(fd, &number, sizeof number);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof number ? coir_from_errno(number) : 0;
}

int coir_exec_(const struct coir_process_start *how, const int fds[3]) {
    const char *const shell[] = {"sh", "-c", how->shell, NULL};
    struct birth_ birth;
    int ends[2], pid, error;
    birth.how = how;
    birth.arguments = how->shell ? shell : how->arguments;
    birth.program = how->program ? how->program : how->shell ? "/bin/sh" : how->arguments[0];
    birth.environment =
        how->environment ? how->environment : (const char *const *)(uintptr_t)environ;
    birth.path = find_(birth.environment, "PATH");
    if (!birth.path)
        birth.path = "/bin:/usr/bin";
    memcpy(birth.fds, fds, sizeof birth.fds);
    error = coir_pipe_(ends);
    if (error < 0)
        return error;
    birth.tell = ends[1];
    pid = fork_quietly_(&birth);
    close(ends[1]);
    error = pid < 0 ? pid : listen_(ends[0]);
    close(ends[0]);
    if (error < 0 && pid > 0)
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    return error < 0 ? error : pid;
}

#endif
