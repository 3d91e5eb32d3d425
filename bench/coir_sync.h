/* coir_sync.h - queue, event, lock, semaphore and gather on Coir, as a user would write them.
 *
 * Part of coir.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_SYNC_H
#define COIR_SYNC_H

/* ---- T5 ---- */

static struct coir_queue queue;

struct produce {
    CORO;
    int i, to;
    int64_t item;
};

ASYNC(produce) {
    for (; self->i < self->to; self->i++) {
        self->item = self->i;
        AWAIT(coir_queue_put(&queue, &self->item));
    }
}
ASYNC_END

struct consume {
    CORO;
    int i, to;
    int64_t item, sum;
};

ASYNC(consume) {
    for (; self->i < self->to; self->i++) {
        AWAIT(coir_queue_get(&queue, &self->item));
        self->sum += self->item;
    }
}
ASYNC_END

static double pairs(long n, int count) {
    static COIR_TASK(produce) producer[PAIRS];
    static COIR_TASK(consume) consumer[PAIRS];
    static int64_t slot[ROOM];
    int each = (int)(n / count);
    int64_t sum = 0;
    open_loop();
    coir_queue_init(&queue, slot, sizeof slot[0], ROOM);
    for (int i = 0; i < count; i++) {
        START(&loop, consumer[i], consume, .to = each);
        START(&loop, producer[i], produce, .to = each);
    }
    start();
    coir_run(&loop);
    for (int i = 0; i < count; i++)
        sum += consumer[i].frame.sum;
    must(sum == (int64_t)count * each * (each - 1) / 2, "sum");
    return per_operation((long)each * count);
}

static double t5(long n) {
    return pairs(n, 1);
}

static double t5_8(long n) {
    return pairs(n, PAIRS);
}

/* ---- T6, T6_lock ---- */

struct play {
    CORO;
    struct coir_event *mine, *theirs;
    int i, to;
};

ASYNC(play) {
    for (; self->i < self->to; self->i++) {
        AWAIT(coir_event_wait(self->mine));
        coir_event_clear(self->mine);
        coir_event_set(self->theirs);
    }
}
ASYNC_END

static double t6(long n) {
    static COIR_TASK(play) player[2];
    static struct coir_event ping, pong;
    open_loop();
    coir_event_init(&ping);
    coir_event_init(&pong);
    START(&loop, player[0], play, .mine = &ping, .theirs = &pong, .to = (int)n);
    START(&loop, player[1], play, .mine = &pong, .theirs = &ping, .to = (int)n);
    coir_event_set(&ping);
    start();
    coir_run(&loop);
    must(player[0].frame.i == n && player[1].frame.i == n, "all played");
    return per_operation(n);
}

static struct coir_lock lock;

struct take_turns {
    CORO;
    int i, to;
};

ASYNC(take_turns) {
    AWAIT(coir_lock_acquire(&lock));
    AWAIT(coir_sleep(0)); /* keep it until the other one waits */
    for (; self->i < self->to; self->i++) {
        coir_lock_release(&lock);
        AWAIT(coir_lock_acquire(&lock));
    }
    coir_lock_release(&lock);
}
ASYNC_END

static double t6_lock(long n) {
    static COIR_TASK(take_turns) player[2];
    open_loop();
    coir_lock_init(&lock);
    START(&loop, player[0], take_turns, .to = (int)n);
    START(&loop, player[1], take_turns, .to = (int)n);
    start();
    coir_run(&loop);
    must(player[0].frame.i == n && player[1].frame.i == n, "all played");
    return per_operation(n);
}

/* ---- gather, group ---- */

struct child {
    CORO;
    int64_t number, result;
};

ASYNC(child) {
    RETURN(self->number + 1);
}
ASYNC_END

typedef COIR_TASK(child) child_task;

struct gatherer {
    CORO;
    int i, rounds;
    unsigned count;
    child_task *child;
    struct coir_watch *watch;
    struct coir_gather gather;
    int64_t sum;
};

ASYNC(gatherer) {
    for (; self->i < self->rounds; self->i++) {
        for (unsigned k = 0; k < self->count; k++) {
            START(&loop, self->child[k], child, .number = k);
            self->watch[k].task = &self->child[k].task;
        }
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = self->count);
        for (unsigned k = 0; k < self->count; k++)
            self->sum += self->child[k].frame.result;
    }
}
ASYNC_END

static double gather(long n, long count) {
    static COIR_TASK(gatherer) task;
    int rounds = (int)(n / count);
    child_task *children = (child_task *)calloc((size_t)count, sizeof *children);
    struct coir_watch *watch = (struct coir_watch *)calloc((size_t)count, sizeof *watch);
    open_loop();
    START(&loop, task, gatherer, .rounds = rounds, .count = (unsigned)count, .child = children,
          .watch = watch);
    start();
    coir_run(&loop);
    must(task.frame.sum == (int64_t)rounds * count * (count + 1) / 2, "sum");
    return per_operation(rounds * count);
}

struct grouper {
    CORO;
    int i, rounds;
    unsigned count;
    child_task *child;
    struct coir_group group;
    int64_t sum;
};

ASYNC(grouper) {
    for (; self->i < self->rounds; self->i++) {
        ASYNC_WITH(self->group, coir_group) {
            for (unsigned k = 0; k < self->count; k++)
                START(&self->group, self->child[k], child, .number = k);
        }
        ASYNC_WITH_END
        for (unsigned k = 0; k < self->count; k++)
            self->sum += self->child[k].frame.result;
    }
}
ASYNC_END

static double group(long n, long count) {
    static COIR_TASK(grouper) task;
    int rounds = (int)(n / count);
    child_task *children = (child_task *)calloc((size_t)count, sizeof *children);
    open_loop();
    START(&loop, task, grouper, .rounds = rounds, .count = (unsigned)count, .child = children);
    start();
    coir_run(&loop);
    must(task.frame.sum == (int64_t)rounds * count * (count + 1) / 2, "sum");
    return per_operation(rounds * count);
}

/* ---- semaphore ---- */

static struct coir_semaphore semaphore;

struct contend {
    CORO;
    int i, to;
};

ASYNC(contend) {
    for (; self->i < self->to; self->i++) {
        AWAIT(coir_semaphore_acquire(&semaphore));
        AWAIT(coir_sleep(0));
        coir_semaphore_release(&semaphore);
    }
}
ASYNC_END

typedef COIR_TASK(contend) contender_task;

static double contenders(long n, long count) {
    contender_task *contender = (contender_task *)calloc((size_t)count, sizeof *contender);
    int each = (int)(n / count);
    open_loop();
    must(!coir_semaphore_init(&semaphore, PERMITS, PERMITS), "permits");
    for (long i = 0; i < count; i++)
        START(&loop, contender[i], contend, .to = each);
    start();
    coir_run(&loop);
    must(contender[count - 1].frame.i == each, "all are through");
    return per_operation(each * count);
}

#endif
