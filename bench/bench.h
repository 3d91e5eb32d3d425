/* bench.h - what the programs of the benchmark share: command line, clocks, dice.
 *
 * `prog WORKLOAD [N]` prints one number, nanoseconds of CPU time per operation (T3: bytes per
 * task). Exit status 3: this program has no such workload. The workloads are defined in README.md.
 * C99 and C++.
 * SPDX-License-Identifier: MIT
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What all peers agree on. */
enum {
    DEPTH = 100,           /* T1b: awaits above each task's innermost frame, and that frame */
    TASKS = 100,           /* T1, T1b: fit into the first-level cache, also below 100 awaits */
    MANY = 1000,           /* T1_1000, T1b_1000: do not */
    OUTSTANDING = 1000000, /* T4: timers at any time; T3: tasks */
    SPAN_MS = 1000000,     /* T4: a deadline lies 1 to this far ahead */
    TURN_MS = 1000,        /* T4: how far the virtual clock goes from turn to turn */
    STANDING = 1000,       /* T4c: timers that stand meanwhile */
    TIMEOUT_MS = 30000,    /* T4c: the delay of the timer that is armed and cancelled */
    ROOM = 16,             /* T5: items that the queue holds */
    PAIRS = 8,             /* T5_8: producers, and as many consumers, of one queue */
    PERMITS = 4            /* semaphore: how many may be inside */
};

/* A function the compiler may know nothing about where it is called: not inlined, not cloned. */
#if defined __GNUC__ && !defined __clang__
#define OPAQUE __attribute__((noipa, unused))
#else
#define OPAQUE __attribute__((noinline, unused))
#endif

struct workload {
    const char *name;
    double (*run)(long n); /* returns what is to be printed */
    long n;                /* operations, unless the command line says how many */
};

/* A workload that is run in five sizes: name_10 to name_100000, a function each, and the rows. */
#define SIZE(name, run, size)                                                                      \
    static double name##_##size(long n) {                                                          \
        return run(n, size);                                                                       \
    }
#define SIZES(name, run)                                                                           \
    SIZE(name, run, 10)                                                                            \
    SIZE(name, run, 100)                                                                           \
    SIZE(name, run, 1000)                                                                          \
    SIZE(name, run, 10000)                                                                         \
    SIZE(name, run, 100000)
#define SIZE_ROWS(name, n)                                                                         \
    {#name "_10", name##_10, n}, {#name "_100", name##_100, n}, {#name "_1000", name##_1000, n},   \
        {#name "_10000", name##_10000, n}, {                                                       \
#name "_100000", name##_100000, n                                                          \
    }

static double started_at;

static inline double cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* The part of a run between start() and per_operation() is measured. */
static inline void start(void) {
    started_at = cpu_ns();
}

static inline double per_operation(long n) {
    return (cpu_ns() - started_at) / (double)n;
}

/* A run that did not do its work has no result. */
static inline void must(int holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

/* Resident memory of the process in bytes. */
static inline double resident(void) {
    long pages = 0, total;
    FILE *file = fopen("/proc/self/statm", "r");
    must(file && fscanf(file, "%ld %ld", &total, &pages) == 2, "/proc/self/statm");
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* 1 to span, the same sequence in every program (xorshift64*). */
static inline int64_t dice(uint32_t span) {
    static uint64_t state = 88172645463325252u;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return 1 + (int64_t)((((state * 2685821657736338717u) >> 32) * span) >> 32);
}

/* The whole of main: find the workload in the table (its end has no name), run it, print. */
static inline int bench_main(int argc, char **argv, const struct workload *table) {
    const struct workload *w = table;
    if (argc < 2)
        return 2;
    while (w->name && strcmp(w->name, argv[1]))
        w++;
    if (!w->name)
        return 3;
    printf("%.4f\n", w->run(argc > 2 ? atol(argv[2]) : w->n));
    return 0;
}

#endif
