/* common.h - what the benchmark's servers in C share: a listener, whose port they print.
 *
 * Every server listens at a free port of 127.0.0.1, prints its number, and serves until it is killed.
 * SPDX-License-Identifier: MIT
 */
#ifndef BENCH_NET_COMMON_H
#define BENCH_NET_COMMON_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 1024 }; /* bytes that everybody reads at once, at most */

static inline void must(int holds, const char *what) {
    if (!holds) {
        perror(what);
        exit(1);
    }
}

/* As many descriptors as we may have. Returns how many. */
static inline long raise_limit(void) {
    struct rlimit limit;
    must(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    must(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
    return (long)limit.rlim_cur;
}

static inline struct sockaddr_in loopback(int last, int port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + (unsigned)last);
    address.sin_port = htons((uint16_t)port);
    return address;
}

static inline void say_port(int port) {
    printf("%d\n", port);
    fflush(stdout);
}

/* A listening socket that does not block, at a port that it has printed. */
static inline int listen_and_say(void) {
    struct sockaddr_in address = loopback(1, 0);
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    must(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
             listen(fd, 1024) == 0 && getsockname(fd, (struct sockaddr *)&address, &size) == 0,
         "listen");
    raise_limit();
    say_port(ntohs(address.sin_port));
    return fd;
}

/* The next connection, or -1. */
static inline int accept_one(int listener) {
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

#endif
