/* files.c - what it costs to read a file that is in memory: through the ring, in a thread, in the loop.
 *
 *     gcc -O2 -DNDEBUG -Iinclude bench/files.c lib/[a-z]*.c lib/port/[a-z]*.c lib/io/[a-z]*.c -pthread \
 *         -o build/files && build/files [READS [FILE]]
 *
 * A task, and then 64 of them, read the first 4 KB again and again. Prints nanoseconds per read: of all
 * processors, and by the clock. "loop" is pread where the task stands, which holds up everybody else
 * when a disk is at work; that is what the other two are for. The least of five rounds each.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/coir.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5, MANY = 64, SIZE = 4096, LOOP = 3 };

static const char *const ways[] = {"", "threads", "ring", "loop"};

struct reads {
    CORO;
    const char *path;
    int way;
    long count;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_read read;
    struct coir_file_close close;
    char bytes[SIZE];
};

ASYNC(reads) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = self->path);
    for (; self->count > 0; self->count--) {
        if (self->way == LOOP) {
            if (pread(self->file.fd, self->bytes, SIZE, 0) < 0)
                RAISE(COIR_IO);
            continue;
        }
        coir_file_seek(&self->file, 0);
        AWAIT(self->read, coir_file_read, .file = &self->file, .into = self->bytes, .size = SIZE);
    }
    AWAIT(self->close, coir_file_close, .file = &self->file);
}
ASYNC_END

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* One round; false if there is no such way here. */
static int run(int way, int tasks, long count, const char *path, double *cpu, double *wall) {
    static COIR_TASK(reads) all[MANY];
    struct coir_epoll port;
    struct coir_loop loop;
    double cpu_before, wall_before;
    int error = coir_epoll_init(&port);
    coir_loop_init(&loop, &port.port);
    if (way != LOOP)
        error = coir_file_choose(&loop, (enum coir_file_way)way);
    memset(all, 0, sizeof all);
    for (int i = 0; i < tasks; i++)
        START(&loop, all[i], reads, .path = path, .way = way, .count = count / tasks);
    cpu_before = seconds(CLOCK_PROCESS_CPUTIME_ID);
    wall_before = seconds(CLOCK_MONOTONIC);
    if (error >= 0)
        error = coir_run(&loop);
    *cpu = (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before) * 1e9 / (double)count;
    *wall = (seconds(CLOCK_MONOTONIC) - wall_before) * 1e9 / (double)count;
    if (error >= 0)
        error = coir_outcome(&all[0].task);
    coir_loop_close(&loop);
    coir_epoll_close(&port);
    return error;
}

int main(int argc, char **argv) {
    const long count = argc > 1 ? atol(argv[1]) : 64000;
    const char *path = argc > 2 ? argv[2] : argv[0];
    printf("%-10s %8s %10s %10s\n", "way", "tasks", "CPU ns", "wall ns");
    for (int tasks = 1; tasks <= MANY; tasks += MANY - 1)
        for (int way = COIR_FILE_THREADS; way <= LOOP; way++) {
            double least_cpu = 1e9, least_wall = 1e9, cpu, wall;
            int error = 0;
            for (int round = 0; round < ROUNDS && error >= 0; round++) {
                error = run(way, tasks, count, path, &cpu, &wall);
                least_cpu = cpu < least_cpu ? cpu : least_cpu;
                least_wall = wall < least_wall ? wall : least_wall;
            }
            if (error < 0)
                printf("%-10s %8d %s\n", ways[way], tasks, coir_error_text(error));
            else
                printf("%-10s %8d %10.0f %10.0f\n", ways[way], tasks, least_cpu, least_wall);
        }
    return 0;
}
