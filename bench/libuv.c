/* libuv.c - the timer workloads on libuv, whose timers stand in a heap of pointers.
 *
 * The loop never blocks: the virtual clock goes on, and a turn (UV_RUN_NOWAIT) fires what is due.
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <uv.h>

#include "virtual_clock.h"

static long fired;

static void again(uv_timer_t *timer) {
    fired++;
    uv_timer_start(timer, again, (uint64_t)dice(SPAN_MS), 0);
}

static double t4(long n) {
    uv_loop_t *loop = uv_default_loop();
    uv_timer_t *timer = (uv_timer_t *)calloc(OUTSTANDING, sizeof *timer);
    for (long i = 0; i < OUTSTANDING; i++) {
        uv_timer_init(loop, &timer[i]);
        uv_timer_start(&timer[i], again, (uint64_t)dice(SPAN_MS), 0);
    }
    start();
    while (fired < n) {
        now_ms += TURN_MS;
        uv_run(loop, UV_RUN_NOWAIT);
    }
    must(clock_reads > 0 && uv_now(loop) == (uint64_t)now_ms, "the clock is ours");
    return per_operation(fired);
}

static double t4c(long n) {
    static uv_timer_t standing[STANDING], timeout;
    uv_loop_t *loop = uv_default_loop();
    for (int i = 0; i < STANDING; i++) {
        uv_timer_init(loop, &standing[i]);
        uv_timer_start(&standing[i], again, (uint64_t)dice(TIMEOUT_MS), 0);
    }
    uv_timer_init(loop, &timeout);
    start();
    for (long i = 0; i < n; i++) {
        uv_timer_start(&timeout, again, TIMEOUT_MS, 0);
        uv_timer_stop(&timeout);
    }
    return per_operation(n);
}

static const struct workload table[] = {
    {"T4", t4, 1000000},
    {"T4c", t4c, 10000000},
    {NULL, NULL, 0},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, table);
}
