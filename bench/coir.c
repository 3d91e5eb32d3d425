/* coir.c - the workloads on Coir, as a user would write them.
 *
 * Public headers only. The virtual clock is the port, so that timers cost what the loop makes of them.
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"
#include "coir/coir.h"

/* What the consumer of a generator must not see into. */
#define OPAQUE_BODY(name) OPAQUE void *name(void *, int)

static struct coir_loop loop;
static struct coir_virtual port;

static void open_loop(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
}

#include "coir_sync.h"

/* ---- G1 ---- */

struct counter {
    GENERATOR_FRAME;
    int i, to, value;
};

OPAQUE_BODY(counter);
GENERATOR(counter) {
    for (; self->i < self->to; self->i++)
        YIELD(self->i);
}
GENERATOR_END

static double g1(long n) {
    struct counter c;
    int64_t sum = 0;
    start();
    FOR_EACH(c, counter, .to = (int)n)
        sum += c.value;
    must(sum == (int64_t)n * (n - 1) / 2, "sum");
    return per_operation(n);
}

/* ---- G2 ---- */

struct count {
    DELEGATING_FRAME(int, int);
    int i, to;
};

OPAQUE_BODY(count);
GENERATOR(count) {
    for (; self->i < self->to; self->i++)
        YIELD(self->i);
}
GENERATOR_END

struct level {
    DELEGATING_FRAME(int, int);
    int below, to;
    struct level *inner;
    struct count count;
};

OPAQUE_BODY(level);
GENERATOR(level) {
    if (self->below > 1)
        YIELD_FROM(*self->inner, level, .below = self->below - 1, .to = self->to,
                   .inner = self->inner + 1);
    else
        YIELD_FROM(self->count, count, .to = self->to);
}
GENERATOR_END

static double g2_depth(long n, int depth) {
    static struct level l[100];
    int64_t sum = 0;
    start();
    FOR_EACH(l[0], level, .below = depth - 1, .to = (int)n, .inner = l + 1)
        sum += l[0].value;
    must(sum == (int64_t)n * (n - 1) / 2, "sum");
    return per_operation(n);
}

static double g2(long n) {
    return g2_depth(n, 10);
}

static double g2_100(long n) {
    return g2_depth(n, 100);
}

/* ---- T1, T1b ---- */

struct give_way {
    CORO;
    int i, to;
};

ASYNC(give_way) {
    for (; self->i < self->to; self->i++)
        AWAIT(coir_sleep(0));
}
ASYNC_END

static double switches(long n, int tasks) {
    static COIR_TASK(give_way) task[MANY];
    int each = (int)(n / tasks);
    open_loop();
    for (int i = 0; i < tasks; i++)
        START(&loop, task[i], give_way, .to = each);
    start();
    coir_run(&loop);
    must(task[0].frame.i == each && task[tasks - 1].frame.i == each, "every task is through");
    return per_operation((long)each * tasks);
}

static double t1(long n) {
    return switches(n, TASKS);
}

static double t1_1000(long n) {
    return switches(n, MANY);
}

struct deep {
    CORO;
    int below, i, to;
    struct deep *child;
};

ASYNC(deep) {
    if (self->below) {
        AWAIT(*self->child, deep, .below = self->below - 1, .to = self->to,
              .child = self->child + 1);
        RETURN();
    }
    for (; self->i < self->to; self->i++)
        AWAIT(coir_sleep(0));
}
ASYNC_END

static double deep_switches(long n, int tasks) {
    static COIR_TASK(deep) task[MANY];
    static struct deep below[MANY][DEPTH];
    int each = (int)(n / tasks);
    open_loop();
    for (int i = 0; i < tasks; i++)
        START(&loop, task[i], deep, .below = DEPTH - 1, .to = each, .child = below[i]);
    start();
    coir_run(&loop);
    must(below[tasks - 1][DEPTH - 2].i == each, "every task is through");
    return per_operation((long)each * tasks);
}

static double t1b(long n) {
    return deep_switches(n, TASKS);
}

static double t1b_1000(long n) {
    return deep_switches(n, MANY);
}

/* ---- T2a, T2b ---- */

struct add {
    CORO;
    int a, b, result;
};

OPAQUE_BODY(add);
ASYNC(add) {
    RETURN(self->a + self->b);
}
ASYNC_END

struct adder {
    CORO;
    int i, to;
    int64_t sum;
    struct add add;
};

ASYNC(adder) {
    for (; self->i < self->to; self->i++) {
        AWAIT(self->add, add, .a = self->i, .b = 1);
        self->sum += self->add.result;
    }
}
ASYNC_END

static double t2a(long n) {
    static struct adder adder_frame;
    PREPARE(adder_frame, adder, .to = (int)n);
    start();
    must(!coir_resume(COIR_CALL(adder_frame, adder), 0), "it does not suspend");
    must(adder_frame.sum == (int64_t)n * (n + 1) / 2, "sum");
    return per_operation(n);
}

struct spawner {
    CORO;
    int i, to;
    int64_t sum;
    struct coir_task *child;
};

ASYNC(spawner) {
    for (; self->i < self->to; self->i++) {
        SPAWN(self->child, &loop, add, .a = self->i, .b = 1);
        AWAIT(coir_join(self->child));
        self->sum += COIR_FRAME(self->child, add)->result;
        coir_release(self->child);
    }
}
ASYNC_END

static double t2b(long n) {
    static COIR_TASK(spawner) task;
    open_loop();
    START(&loop, task, spawner, .to = (int)n);
    start();
    coir_run(&loop);
    must(task.frame.sum == (int64_t)n * (n + 1) / 2, "sum");
    return per_operation(n);
}

/* ---- T3 ---- */

struct sleeper {
    CORO;
};

ASYNC(sleeper) {
    for (;;)
        AWAIT(coir_sleep(COIR_MS(dice(SPAN_MS))));
}
ASYNC_END

struct sleeping {
    struct coir_task task;
    struct sleeper frame;
};

static double t3(long n) {
    double before;
    struct sleeping *task;
    open_loop();
    before = resident();
    task = (struct sleeping *)calloc((size_t)n, sizeof *task);
    must(task != NULL, "memory");
    for (long i = 0; i < n; i++)
        START(&loop, task[i], sleeper);
    coir_poll(&loop);
    must(task[n - 1].task.entry.state == COIR_PARKED, "all sleep");
    return (resident() - before) / (double)n;
}

/* ---- T4, T4c ---- */

static long fired;

static int again(void *argument) {
    struct coir_handle *handle = (struct coir_handle *)argument;
    fired++;
    return coir_call_later(&loop, handle, COIR_MS(dice(SPAN_MS)), again, handle);
}

static double t4(long n) {
    struct coir_handle *timer =
        (struct coir_handle *)calloc(OUTSTANDING, sizeof(struct coir_handle));
    open_loop();
    for (long i = 0; i < OUTSTANDING; i++)
        coir_call_later(&loop, &timer[i], COIR_MS(dice(SPAN_MS)), again, &timer[i]);
    start();
    while (fired < n) {
        port.time += COIR_MS(TURN_MS);
        coir_poll(&loop);
    }
    return per_operation(fired);
}

static double t4c(long n) {
    static struct coir_handle timer[STANDING], timeout;
    open_loop();
    for (int i = 0; i < STANDING; i++)
        coir_call_later(&loop, &timer[i], COIR_MS(dice(TIMEOUT_MS)), again, &timer[i]);
    start();
    for (long i = 0; i < n; i++) {
        coir_call_later(&loop, &timeout, COIR_MS(TIMEOUT_MS), again, &timeout);
        coir_handle_cancel(&timeout);
    }
    must(fired == 0, "all cancelled");
    return per_operation(n);
}

SIZES(gather, gather)
SIZES(group, group)
SIZES(semaphore, contenders)

int main(int argc, char **argv) {
    static const struct workload table[] = {{"G1", g1, 100000000},
                                            {"G2", g2, 100000000},
                                            {"G2_100", g2_100, 100000000},
                                            {"T1", t1, 50000000},
                                            {"T1_1000", t1_1000, 50000000},
                                            {"T1b", t1b, 30000000},
                                            {"T1b_1000", t1b_1000, 30000000},
                                            {"T2a", t2a, 50000000},
                                            {"T2b", t2b, 20000000},
                                            {"T3", t3, OUTSTANDING},
                                            {"T4", t4, 1000000},
                                            {"T4c", t4c, 50000000},
                                            {"T5", t5, 50000000},
                                            {"T5_8", t5_8, 50000000},
                                            {"T6", t6, 20000000},
                                            {"T6_lock", t6_lock, 20000000},
                                            SIZE_ROWS(gather, 10000000),
                                            SIZE_ROWS(group, 10000000),
                                            SIZE_ROWS(semaphore, 10000000),
                                            {NULL, NULL, 0}};
    return bench_main(argc, argv, table);
}
