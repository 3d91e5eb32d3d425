/* on_ports.h - run one coroutine as the main task on each port: virtual clock, poll and epoll.
 *
 * All descriptors must be back after it, and all children; memory the sanitizers and valgrind look after.
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_ON_PORTS_H
#define TEST_ON_PORTS_H

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

#include "coir/coir.h"
#include "suite.h"

/* The ports in turn: the number of a loop test. */
enum { VIRTUAL, POLL, EPOLL, PORTS };

static struct coir_virtual virtual_port;
static struct coir_poll poll_port;
static struct coir_epoll epoll_port;
static struct coir_loop loop;
static int reported;

static inline void remember(struct coir_loop *which, const char *what, int error) {
    (void)which, (void)what;
    reported = error;
}

static inline void begin(int port) {
    coir_virtual_init(&virtual_port);
    ck_assert_int_eq(coir_poll_init(&poll_port), 0);
    ck_assert_int_eq(coir_epoll_init(&epoll_port), 0);
    coir_loop_init(&loop, port == VIRTUAL ? &virtual_port.port
                          : port == POLL  ? &poll_port.port
                                          : &epoll_port.port);
    loop.on_error = remember;
    reported = 0;
}

static inline void end(void) {
    coir_loop_close(&loop);
    coir_virtual_close(&virtual_port);
    coir_poll_close(&poll_port);
    coir_epoll_close(&epoll_port);
}

/* How many descriptors this process has open. */
static inline int open_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    int n = 0;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

/* Has this process a child, running or dead? */
static inline bool has_children(void) {
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

/* Runs a coroutine as the main task, on this port; its outcome must be 0. */
#define RUN(which, name)                                                                           \
    do {                                                                                           \
        static COIR_TASK(name) main_;                                                              \
        int before_ = open_descriptors(), outcome_;                                                \
        begin(which);                                                                              \
        START(&loop, main_, name);                                                                 \
        outcome_ = coir_run_main(&loop, &main_.task);                                              \
        end();                                                                                     \
        ck_assert_int_eq(outcome_, 0);                                                             \
        ck_assert_int_eq(open_descriptors(), before_);                                             \
        ck_assert(!has_children());                                                                \
    } while (0)

/* An assertion in a coroutine. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "# %s:%d: %s\n", __FILE__, __LINE__, #condition);                      \
            RAISE(COIR_USER(1));                                                                   \
        }                                                                                          \
    } while (0)

#endif
