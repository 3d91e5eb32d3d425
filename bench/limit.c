/* limit.c - each workload as one would write it by hand in C: the yardstick of all ratios.
 *
 * State machines with a switch, called through function pointers where the others have to, and an
 * intrusive FIFO. No feature that the workload does not need; no work left out that it does.
 * SPDX-License-Identifier: MIT
 */
#include <stdbool.h>

#include "heap.h"
#include "limit_sync.h"

/* ---- G1: a generator ---- */

struct counter {
    int state, i, to, value;
};

/* Returns 1 with the next value, or 0 at the end. */
OPAQUE static int counter_next(struct counter *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->value = self->i;
            self->state = 1;
            return 1;
        case 1:;
        }
        self->state = 2;
    }
    return 0;
}

static double g1(long n) {
    struct counter c = {0, 0, (int)n, 0};
    int64_t sum = 0;
    start();
    while (counter_next(&c))
        sum += c.value;
    must(sum == (int64_t)n * (n - 1) / 2, "sum");
    return per_operation(n);
}

/* ---- G2: a chain of generators. Whoever iterates resumes the innermost one directly, and finds
 * the value in the outermost. ---- */

struct level {
    int (*next)(struct level *);
    struct level *caller, *outermost;
    struct level *innermost; /* of the outermost: where the chain is suspended */
    int state, below, i, to, value;
};

OPAQUE static int count_next(struct level *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->outermost->value = self->i;
            self->state = 1;
            return 1;
        case 1:;
        }
        self->state = 2;
    }
    return 0;
}

/* Delegates to the level behind it in the array. */
OPAQUE static int delegate_next(struct level *self) {
    struct level *inner = self + 1;
    switch (self->state) {
    case 0:
        memset(inner, 0, sizeof *inner);
        inner->next = self->below > 1 ? delegate_next : count_next;
        inner->caller = self;
        inner->outermost = self->outermost;
        inner->below = self->below - 1;
        inner->to = self->to;
        self->outermost->innermost = inner;
        self->state = 1;
        return inner->next(inner);
    case 1:
        self->state = 2;
    }
    return 0;
}

static inline int chain_next(struct level *outermost) {
    while (outermost->innermost) {
        if (outermost->innermost->next(outermost->innermost))
            return 1;
        outermost->innermost = outermost->innermost->caller;
    }
    return 0;
}

static double g2_depth(long n, int depth) {
    static struct level level[100];
    int64_t sum = 0;
    level[0].next = delegate_next;
    level[0].outermost = level[0].innermost = level;
    level[0].below = depth - 1;
    level[0].to = (int)n;
    start();
    while (chain_next(level))
        sum += level[0].value;
    must(sum == (int64_t)n * (n - 1) / 2, "sum");
    return per_operation(n);
}

static double g2(long n) {
    return g2_depth(n, 10);
}

static double g2_100(long n) {
    return g2_depth(n, 100);
}

/* ---- T1: tasks in a FIFO that give way ---- */

struct task {
    struct task *next;
    void (*step)(struct task *);
    int state, i, to;
};

static struct { struct task *head, **tail; } ready = {NULL, &ready.head};

static inline void push(struct task *task) {
    task->next = NULL;
    *ready.tail = task;
    ready.tail = &task->next;
}

static inline struct task *pop(void) {
    struct task *task = ready.head;
    if (task && !(ready.head = task->next))
        ready.tail = &ready.head;
    return task;
}

OPAQUE static void give_way(struct task *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->state = 1;
            push(self);
            return;
        case 1:;
        }
        self->state = 2;
    }
}

static double switches(long n, int tasks) {
    static struct task task[MANY];
    struct task *next;
    int each = (int)(n / tasks);
    for (int i = 0; i < tasks; i++) {
        task[i].step = give_way;
        task[i].to = each;
        push(&task[i]);
    }
    start();
    while ((next = pop()))
        next->step(next);
    must(task[0].i == each && task[tasks - 1].i == each, "every task is through");
    return per_operation((long)each * tasks);
}

static double t1(long n) {
    return switches(n, TASKS);
}

static double t1_1000(long n) {
    return switches(n, MANY);
}

/* ---- T1b: the same, each task suspended below 99 awaits. Its task knows the innermost. ---- */

struct frame {
    struct frame *(*step)(struct frame *); /* returns who goes on, or NULL after a suspension */
    struct frame *caller;
    int state, below, i, to;
};

struct deep_task {
    struct task task;
    struct frame *innermost;
    struct frame frame[DEPTH];
};

static struct deep_task *current;

OPAQUE static struct frame *leaf_step(struct frame *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->state = 1;
            current->innermost = self;
            push(&current->task);
            return NULL;
        case 1:;
        }
        self->state = 2;
    }
    return self->caller;
}

OPAQUE static struct frame *await_step(struct frame *self) {
    struct frame *inner = self + 1;
    switch (self->state) {
    case 0:
        memset(inner, 0, sizeof *inner);
        inner->step = self->below > 1 ? await_step : leaf_step;
        inner->caller = self;
        inner->below = self->below - 1;
        inner->to = self->to;
        self->state = 1;
        return inner;
    case 1:
        self->i = inner->i;
        self->state = 2;
    }
    return self->caller;
}

static double deep_switches(long n, int tasks) {
    struct deep_task *task = (struct deep_task *)calloc((size_t)tasks, sizeof *task);
    int each = (int)(n / tasks);
    for (int i = 0; i < tasks; i++) {
        task[i].innermost = task[i].frame;
        task[i].frame[0].step = await_step;
        task[i].frame[0].below = DEPTH - 1;
        task[i].frame[0].to = each;
        push(&task[i].task);
    }
    start();
    while ((current = (struct deep_task *)pop()))
        for (struct frame *frame = current->innermost; frame;)
            frame = frame->step(frame);
    must(task[0].frame[0].i == each && task[tasks - 1].frame[0].i == each, "all are through");
    return per_operation((long)each * tasks);
}

static double t1b(long n) {
    return deep_switches(n, TASKS);
}

static double t1b_1000(long n) {
    return deep_switches(n, MANY);
}

/* ---- T2a: await what does not suspend: set up a frame, call it through a pointer ---- */

struct header {
    uint16_t state;
    uint8_t error, held;
    int (*step)(void *); /* returns 1 when it has ended */
    struct header *caller;
};

struct add {
    struct header header;
    int a, b, result;
};

struct adder {
    struct header header;
    int (*callee)(void *);
    int i, to;
    int64_t sum;
    struct add add;
};

OPAQUE static int add_step(void *frame) {
    struct add *self = (struct add *)frame;
    self->result = self->a + self->b;
    self->header.state = 1;
    return 1;
}

OPAQUE static int adder_step(void *frame) {
    struct adder *self = (struct adder *)frame;
    switch (self->header.state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            memset(&self->add, 0, sizeof self->add);
            self->add.header.step = self->callee;
            self->add.header.caller = &self->header;
            self->add.a = self->i;
            self->add.b = 1;
            if (!self->add.header.step(&self->add)) {
                self->header.state = 1;
                return 0;
            case 1:;
            }
            self->sum += self->add.result;
        }
    }
    return 1;
}

static double t2a(long n) {
    static struct adder adder;
    adder.callee = add_step;
    adder.to = (int)n;
    start();
    must(adder_step(&adder), "it does not suspend");
    must(adder.sum == (int64_t)n * (n + 1) / 2, "sum");
    return per_operation(n);
}

/* ---- T2b: spawn and await: malloc, queue, and at the end on with the waiter ---- */

struct job {
    struct job *next;
    struct job *(*step)(struct job *); /* returns who goes on, or NULL: the next in the queue */
    struct job *waiter;
    int state, a, b, result;
};

struct spawner {
    struct job job;
    int i, to;
    int64_t sum;
    struct job *child;
};

static struct { struct job *head, **tail; } jobs = {NULL, &jobs.head};

static inline void push_job(struct job *job) {
    job->next = NULL;
    *jobs.tail = job;
    jobs.tail = &job->next;
}

static inline struct job *pop_job(void) {
    struct job *job = jobs.head;
    if (job && !(jobs.head = job->next))
        jobs.tail = &jobs.head;
    return job;
}

OPAQUE static struct job *add_job(struct job *self) {
    self->result = self->a + self->b;
    self->state = 1;
    return self->waiter;
}

OPAQUE static struct job *spawner_step(struct job *job) {
    struct spawner *self = (struct spawner *)job;
    switch (job->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->child = (struct job *)malloc(sizeof *self->child);
            /* Not memset: gcc makes a calloc of the two, which takes twice as long. */
            *self->child = (struct job){NULL, add_job, job, 0, self->i, 1, 0};
            push_job(self->child);
            job->state = 1;
            return NULL;
        case 1:
            self->sum += self->child->result;
            free(self->child);
        }
        job->state = 2;
    }
    return NULL;
}

static double t2b(long n) {
    static struct spawner spawner;
    struct job *job;
    spawner.job.step = spawner_step;
    spawner.to = (int)n;
    push_job(&spawner.job);
    start();
    while ((job = pop_job()))
        while (job)
            job = job->step(job);
    must(spawner.sum == (int64_t)n * (n + 1) / 2, "sum");
    return per_operation(n);
}

/* ---- T3: a million sleeping tasks ---- */

struct sleeper {
    struct timer timer; /* first member */
    struct task task;
};

static int64_t now_ms;
static long steps;

static void sleeper_step(struct task *task) {
    struct sleeper *self = (struct sleeper *)((char *)task - offsetof(struct sleeper, task));
    switch (task->state) {
    case 0:
        for (; task->i < task->to; task->i++) {
            steps++;
            task->state = 1;
            timer_arm(&self->timer, now_ms + dice(SPAN_MS));
            return;
        case 1:;
        }
    }
}

static void wake(struct timer *timer) {
    push(&((struct sleeper *)timer)->task);
}

static double t3(long n) {
    double before = resident();
    struct task *task;
    for (long i = 0; i < n; i++) {
        struct sleeper *sleeper = (struct sleeper *)calloc(1, sizeof *sleeper);
        sleeper->timer.fire = wake;
        sleeper->task.step = sleeper_step;
        sleeper->task.to = 10;
        push(&sleeper->task);
    }
    while ((task = pop()))
        task->step(task);
    must(steps == n, "all sleep");
    return (resident() - before) / (double)n;
}

/* ---- T4, T4c: timers with callbacks ---- */

static long fired;

static void again(struct timer *timer) {
    fired++;
    timer_arm(timer, now_ms + dice(SPAN_MS));
}

static double t4(long n) {
    struct timer *timer = (struct timer *)calloc(OUTSTANDING, sizeof *timer);
    for (long i = 0; i < OUTSTANDING; i++) {
        timer[i].fire = again;
        timer_arm(&timer[i], dice(SPAN_MS));
    }
    start();
    while (fired < n)
        heap_turn(now_ms += TURN_MS);
    return per_operation(fired);
}

static double t4c(long n) {
    static struct timer timer[STANDING], timeout;
    for (int i = 0; i < STANDING; i++)
        timer_arm(&timer[i], dice(TIMEOUT_MS));
    start();
    for (long i = 0; i < n; i++) {
        timer_arm(&timeout, now_ms + TIMEOUT_MS);
        timer_cancel(&timeout);
    }
    must(heap.count == STANDING, "all cancelled");
    return per_operation(n);
}

SIZES(gather, gather)
SIZES(group, gather)
SIZES(semaphore, contenders)

static const struct workload table[] = {
    {"G1", g1, 100000000},
    {"G2", g2, 100000000},
    {"G2_100", g2_100, 100000000},
    {"T1", t1, 50000000},
    {"T1_1000", t1_1000, 50000000},
    {"T1b", t1b, 50000000},
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
    {NULL, NULL, 0},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, table);
}
