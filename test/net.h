/* net.h - what tests of descriptors share: a loop on each port in turn, and the count of what is open.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_NET_H
#define TEST_NET_H

#include <dirent.h>
#include <stdio.h>

#include "coir/epoll.h"
#include "coir/poll.h"
#include "coir/socket.h"
#include "coir/virtual.h"
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

/* Runs one coroutine as the main task, on this port, and gives its outcome. All descriptors must
 * be back after it, and all memory, which the sanitizers and valgrind look after. */
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
    } while (0)

/* An assertion in a coroutine. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition);                               \
            RAISE(COIR_USER(1));                                                                   \
        }                                                                                          \
    } while (0)

#endif
