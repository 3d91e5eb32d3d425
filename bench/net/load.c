/* load.c - ask an echo server, and print what an echo cost it.
 *
 *     load PID PORT CONNECTIONS REQUESTS
 *
 * Sends 64 bytes on each connection, and again as soon as they have come back: warming up with a tenth
 * of the requests, then all of them by the clock of the server's process, then half of them again while
 * its system calls are counted. Prints three numbers: nanoseconds of the server's CPU time per request
 * (user and system, all threads), its system calls per request (-1 if we may not count), requests per
 * second. SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <stdbool.h>
#include <time.h>

#include "common.h"

enum { MESSAGE = 64, THREADS = 64 };

static int epoll, connections, *fds, *missing; /* by number: the socket, what has not come back */
static long done;
static const char message[MESSAGE + 1] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n";

/* ---- Asking ---- */

static void ask(int i) {
    must(send(fds[i], message, MESSAGE, MSG_NOSIGNAL) == MESSAGE, "send");
    missing[i] = MESSAGE;
}

static void connect_all(int port) {
    fds = (int *)calloc((size_t)connections, sizeof *fds);
    missing = (int *)calloc((size_t)connections, sizeof *missing);
    epoll = epoll_create1(0);
    for (int i = 0; i < connections; i++) {
        struct sockaddr_in to = loopback(1, port);
        struct epoll_event event;
        int one = 1;
        memset(&event, 0, sizeof event);
        event.events = EPOLLIN | EPOLLET;
        event.data.u32 = (uint32_t)i;
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        must(connect(fds[i], (struct sockaddr *)&to, sizeof to) == 0, "connect");
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        must(epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event) == 0, "epoll_ctl");
    }
}

/* Take what came back on one connection; if it is all, ask again. */
static void receive(int i, bool again) {
    char bytes[MESSAGE];
    ssize_t n = recv(fds[i], bytes, (size_t)missing[i], MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN)
        return;
    must(n > 0 && memcmp(bytes, message + MESSAGE - missing[i], (size_t)n) == 0, "a wrong echo");
    missing[i] -= (int)n;
    if (missing[i])
        return;
    done++;
    if (again)
        ask(i);
}

/* So many requests, each connection busy all the time. */
static void run(long requests) {
    long asked = connections;
    struct epoll_event events[512];
    done = 0;
    for (int i = 0; i < connections; i++)
        ask(i);
    while (done < requests) {
        int n = epoll_wait(epoll, events, 512, 10000);
        must(n > 0, "no answer for ten seconds");
        for (int i = 0; i < n; i++) {
            long before = done;
            receive((int)events[i].data.u32, asked < requests);
            if (done > before && asked < requests)
                asked++;
        }
    }
}

/* ---- Looking at the server ---- */

static double seconds(clockid_t clock) {
    struct timespec t;
    must(clock_gettime(clock, &t) == 0, "clock_gettime");
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static long system_call_event(void) {
    FILE *file = fopen("/sys/kernel/tracing/events/raw_syscalls/sys_enter/id", "r");
    long id = -1;
    if (!file)
        file = fopen("/sys/kernel/debug/tracing/events/raw_syscalls/sys_enter/id", "r");
    if (!file)
        return -1;
    if (fscanf(file, "%ld", &id) != 1)
        id = -1;
    fclose(file);
    return id;
}

static int count_calls_of(int thread, long event) {
    struct perf_event_attr attribute;
    memset(&attribute, 0, sizeof attribute);
    attribute.type = PERF_TYPE_TRACEPOINT;
    attribute.size = sizeof attribute;
    attribute.config = (uint64_t)event;
    return (int)syscall(SYS_perf_event_open, &attribute, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Count the system calls of all threads of a process from now on. Returns how many counters; -1. */
static int begin_counting(int pid, int counters[THREADS]) {
    char name[64];
    long event = system_call_event();
    struct dirent *entry;
    int n = 0;
    DIR *threads;
    snprintf(name, sizeof name, "/proc/%d/task", pid);
    threads = event < 0 ? NULL : opendir(name);
    while (threads && n >= 0 && n < THREADS && (entry = readdir(threads)))
        if (*entry->d_name != '.') {
            counters[n] = count_calls_of(atoi(entry->d_name), event);
            n = counters[n] < 0 ? -1 : n + 1;
        }
    if (threads)
        closedir(threads);
    return n > 0 ? n : -1;
}

static double counted(int n, const int counters[THREADS]) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
        uint64_t count = 0;
        must(read(counters[i], &count, sizeof count) == sizeof count, "read a counter");
        sum += (double)count;
    }
    return sum;
}

int main(int argc, char **argv) {
    int pid, n, counters[THREADS];
    long requests;
    double cpu, wall, calls = -1;
    clockid_t clock;
    must(argc == 5, "usage: load PID PORT CONNECTIONS REQUESTS");
    pid = atoi(argv[1]);
    connections = atoi(argv[3]);
    requests = atol(argv[4]);
    raise_limit();
    connect_all(atoi(argv[2]));
    must(clock_getcpuclockid(pid, &clock) == 0, "the clock of the server");
    run(requests / 10);
    cpu = seconds(clock);
    wall = seconds(CLOCK_MONOTONIC);
    run(requests);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(clock) - cpu;
    n = begin_counting(pid, counters);
    if (n > 0) {
        run(requests / 2);
        calls = counted(n, counters) / (double)(requests / 2);
    }
    printf("%.1f %.4f %.0f\n", cpu / (double)requests * 1e9, calls, (double)requests / wall);
    return 0;
}
