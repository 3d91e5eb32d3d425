/* libev.c - the timer workloads on libev, whose timers stand in a 4-ary heap.
 *
 * The loop never blocks: the virtual clock goes on, and a turn (EVRUN_NOWAIT) fires what is due.
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <ev.h>

#include "virtual_clock.h"

static long fired;

static void arm(struct ev_loop *loop, ev_timer *timer, int64_t ms) {
    ev_timer_set(timer, (double)ms * 1e-3, 0.);
    ev_timer_start(loop, timer);
}

static void again(struct ev_loop *loop, ev_timer *timer, int events) {
    (void)events;
    fired++;
    arm(loop, timer, dice(SPAN_MS));
}

static double t4(long n) {
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    ev_timer *timer = (ev_timer *)calloc(OUTSTANDING, sizeof *timer);
    for (long i = 0; i < OUTSTANDING; i++) {
        ev_init(&timer[i], again);
        arm(loop, &timer[i], dice(SPAN_MS));
    }
    start();
    while (fired < n) {
        now_ms += TURN_MS;
        ev_run(loop, EVRUN_NOWAIT);
    }
    must(clock_reads > 0 && ev_now(loop) * 1e3 > (double)now_ms - 1, "the clock is ours");
    return per_operation(fired);
}

static double t4c(long n) {
    static ev_timer standing[STANDING], timeout;
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    for (int i = 0; i < STANDING; i++) {
        ev_init(&standing[i], again);
        arm(loop, &standing[i], dice(TIMEOUT_MS));
    }
    ev_init(&timeout, again);
    start();
    for (long i = 0; i < n; i++) {
        arm(loop, &timeout, TIMEOUT_MS);
        ev_timer_stop(loop, &timeout);
    }
    return per_operation(n);
}

static const struct workload table[] = {
    {"T4", t4, 1000000},
    {"T4c", t4c, 20000000},
    {NULL, NULL, 0},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, table);
}
