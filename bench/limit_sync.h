/* limit_sync.h - queue, event, lock, semaphore and gather as one would write them by hand in C.
 *
 * Whoever has to wait stands in an intrusive FIFO of the object; what he waited for is handed to
 * him before he is made ready. So it is first come, first served, nothing is lost and nothing looked
 * at twice. One item type, a power of two as room, no cancellation. Everything but the steps inlined.
 * Part of limit.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef LIMIT_SYNC_H
#define LIMIT_SYNC_H

struct worker {
    struct worker *next;
    void (*step)(struct worker *);
    int state, i, to;
    bool granted;
    int64_t item, sum;
};

struct line {
    struct worker *head, **tail;
};

static struct line workers = {NULL, &workers.head};

static inline void join_line(struct line *line, struct worker *worker) {
    worker->next = NULL;
    *line->tail = worker;
    line->tail = &worker->next;
}

static inline struct worker *leave_line(struct line *line) {
    struct worker *worker = line->head;
    if (worker && !(line->head = worker->next))
        line->tail = &line->head;
    return worker;
}

static inline void begin(struct worker *worker, void (*step)(struct worker *), int to) {
    memset(worker, 0, sizeof *worker);
    worker->step = step;
    worker->to = to;
    join_line(&workers, worker);
}

static void run_workers(void) {
    struct worker *next;
    while ((next = leave_line(&workers)))
        next->step(next);
}

/* ---- T5: a bounded queue. The limit hands the item over to who waits. RESERVING is the same program
 * with Coir's rule instead: who was woken finds an item, or a slot, reserved and moves it himself, so
 * one that is stopped before he runs takes nothing with him. It shows what that rule costs; targets
 * are held against the limit. ---- */

#ifdef RESERVING
struct side {
    struct line waiters;
    unsigned granted; /* reserved for those who were woken and have not run yet */
};

static struct {
    int64_t slot[ROOM];
    unsigned first, count;
    struct side getters, putters;
} queue = {
    {0}, 0, 0, {{NULL, &queue.getters.waiters.head}, 0}, {{NULL, &queue.putters.waiters.head}, 0}};

static inline void grant(struct side *side) {
    struct worker *waiter = leave_line(&side->waiters);
    if (waiter) {
        side->granted++;
        waiter->granted = true;
        join_line(&workers, waiter);
    }
}

/* May the worker go on? If not, he waits. */
static inline bool admit(struct side *side, unsigned things, struct worker *self) {
    if (self->granted) {
        self->granted = false;
        side->granted--;
        return true;
    }
    if (things > side->granted)
        return true;
    join_line(&side->waiters, self);
    return false;
}

/* Put, get: true, or the worker waits, and calls again when he runs. */
static inline bool queue_put(struct worker *self) {
    if (!admit(&queue.putters, ROOM - queue.count, self))
        return false;
    queue.slot[(queue.first + queue.count++) % ROOM] = self->item;
    grant(&queue.getters);
    return true;
}

static inline bool queue_get(struct worker *self) {
    if (!admit(&queue.getters, queue.count, self))
        return false;
    self->item = queue.slot[queue.first];
    queue.first = (queue.first + 1) % ROOM;
    queue.count--;
    grant(&queue.putters);
    return true;
}

OPAQUE static void produce(struct worker *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->item = self->i;
            while (!queue_put(self)) {
                self->state = 1;
                return;
            case 1:;
            }
        }
    }
}

OPAQUE static void consume(struct worker *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            while (!queue_get(self)) {
                self->state = 1;
                return;
            case 1:;
            }
            self->sum += self->item;
        }
    }
}
#else
static struct {
    int64_t slot[ROOM];
    unsigned first, count;
    struct line getters, putters;
} queue = {{0}, 0, 0, {NULL, &queue.getters.head}, {NULL, &queue.putters.head}};

static inline void queue_append(int64_t item) {
    queue.slot[(queue.first + queue.count++) % ROOM] = item;
}

/* Put, get: true, or the worker waits, and when it runs again it is done. */
static inline bool queue_put(struct worker *self) {
    struct worker *getter = leave_line(&queue.getters);
    if (getter) {
        getter->item = self->item;
        join_line(&workers, getter);
        return true;
    }
    if (queue.count == ROOM) {
        join_line(&queue.putters, self);
        return false;
    }
    queue_append(self->item);
    return true;
}

static inline bool queue_get(struct worker *self) {
    struct worker *putter;
    if (!queue.count) {
        join_line(&queue.getters, self);
        return false;
    }
    self->item = queue.slot[queue.first];
    queue.first = (queue.first + 1) % ROOM;
    queue.count--;
    if ((putter = leave_line(&queue.putters))) {
        queue_append(putter->item);
        join_line(&workers, putter);
    }
    return true;
}

OPAQUE static void produce(struct worker *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            self->item = self->i;
            if (!queue_put(self)) {
                self->state = 1;
                return;
            case 1:;
            }
        }
    }
}

OPAQUE static void consume(struct worker *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            if (!queue_get(self)) {
                self->state = 1;
                return;
            case 1:;
            }
            self->sum += self->item;
        }
    }
}
#endif

static double pairs(long n, int count) {
    static struct worker producer[PAIRS], consumer[PAIRS];
    int each = (int)(n / count);
    int64_t sum = 0;
    for (int i = 0; i < count; i++) {
        begin(&consumer[i], consume, each);
        begin(&producer[i], produce, each);
    }
    start();
    run_workers();
    for (int i = 0; i < count; i++)
        sum += consumer[i].sum;
    must(sum == (int64_t)count * each * (each - 1) / 2, "sum");
    return per_operation((long)each * count);
}

static double t5(long n) {
    return pairs(n, 1);
}

static double t5_8(long n) {
    return pairs(n, PAIRS);
}

/* ---- T6: two players, an event each ---- */

struct event {
    bool set;
    struct line waiters;
};

static struct event ping = {false, {NULL, &ping.waiters.head}};
static struct event pong = {false, {NULL, &pong.waiters.head}};

static inline void event_set(struct event *event) {
    struct worker *waiter;
    event->set = true;
    while ((waiter = leave_line(&event->waiters)))
        join_line(&workers, waiter);
}

static inline bool event_wait(struct event *event, struct worker *self) {
    if (!event->set)
        join_line(&event->waiters, self);
    return event->set;
}

struct player {
    struct worker worker;
    struct event *mine, *theirs;
};

OPAQUE static void play(struct worker *worker) {
    struct player *self = (struct player *)worker;
    switch (worker->state) {
    case 0:
        for (; worker->i < worker->to; worker->i++) {
            if (!event_wait(self->mine, worker)) {
                worker->state = 1;
                return;
            case 1:;
            }
            self->mine->set = false;
            event_set(self->theirs);
        }
    }
}

static double t6(long n) {
    static struct player player[2];
    begin(&player[0].worker, play, (int)n);
    begin(&player[1].worker, play, (int)n);
    player[0].mine = player[1].theirs = &ping;
    player[1].mine = player[0].theirs = &pong;
    event_set(&ping);
    start();
    run_workers();
    must(player[0].worker.i == n && player[1].worker.i == n, "all played");
    return per_operation(n);
}

/* ---- T6_lock: two players who always both want the lock ---- */

static struct {
    bool held;
    struct line waiters;
} lock = {false, {NULL, &lock.waiters.head}};

static inline bool lock_acquire(struct worker *self) {
    if (lock.held) {
        join_line(&lock.waiters, self);
        return false;
    }
    return lock.held = true;
}

static inline void lock_release(void) {
    struct worker *waiter = leave_line(&lock.waiters);
    if (waiter)
        join_line(&workers, waiter);
    else
        lock.held = false;
}

OPAQUE static void take_turns(struct worker *self) {
    switch (self->state) {
    case 0:
        if (!lock_acquire(self)) {
            self->state = 1;
            return;
        case 1:;
        }
        join_line(&workers, self); /* keep it until the other one waits */
        self->state = 2;
        return;
    case 2:
        for (; self->i < self->to; self->i++) {
            lock_release();
            if (!lock_acquire(self)) {
                self->state = 3;
                return;
            case 3:;
            }
        }
        lock_release();
    }
}

static double t6_lock(long n) {
    static struct worker player[2];
    begin(&player[0], take_turns, (int)n);
    begin(&player[1], take_turns, (int)n);
    start();
    run_workers();
    must(player[0].i == n && player[1].i == n && !lock.held, "all played");
    return per_operation(n);
}

/* ---- gather, group: start many trivial tasks, go on when all have ended ---- */

static struct {
    struct worker worker; /* item: so many at a time; sum: of all results */
    struct worker *child;
    long left;
} gatherer;

OPAQUE static void child_step(struct worker *self) {
    self->sum = self->item + 1;
    if (!--gatherer.left)
        join_line(&workers, &gatherer.worker);
}

OPAQUE static void gather_step(struct worker *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            gatherer.left = self->item;
            for (int64_t k = 0; k < self->item; k++) {
                begin(&gatherer.child[k], child_step, 0);
                gatherer.child[k].item = k;
            }
            self->state = 1;
            return;
        case 1:
            for (int64_t k = 0; k < self->item; k++)
                self->sum += gatherer.child[k].sum;
        }
    }
}

static double gather(long n, long count) {
    int rounds = (int)(n / count);
    gatherer.child = (struct worker *)calloc((size_t)count, sizeof *gatherer.child);
    begin(&gatherer.worker, gather_step, rounds);
    gatherer.worker.item = count;
    start();
    run_workers();
    must(gatherer.worker.sum == (int64_t)rounds * count * (count + 1) / 2, "sum");
    return per_operation(rounds * count);
}

/* ---- semaphore: many contenders for a few permits, each held while others run once ---- */

static struct {
    unsigned permits;
    struct line waiters;
} semaphore = {PERMITS, {NULL, &semaphore.waiters.head}};

static inline bool semaphore_acquire(struct worker *self) {
    if (semaphore.permits) {
        semaphore.permits--;
        return true;
    }
    join_line(&semaphore.waiters, self);
    return false;
}

static inline void semaphore_release(void) {
    struct worker *waiter = leave_line(&semaphore.waiters);
    if (waiter)
        join_line(&workers, waiter);
    else
        semaphore.permits++;
}

OPAQUE static void contend(struct worker *self) {
    switch (self->state) {
    case 0:
        for (; self->i < self->to; self->i++) {
            if (!semaphore_acquire(self)) {
                self->state = 1;
                return;
            case 1:;
            }
            join_line(&workers, self);
            self->state = 2;
            return;
        case 2:
            semaphore_release();
        }
    }
}

static double contenders(long n, long count) {
    struct worker *contender = (struct worker *)calloc((size_t)count, sizeof *contender);
    int each = (int)(n / count);
    for (long i = 0; i < count; i++)
        begin(&contender[i], contend, each);
    start();
    run_workers();
    must(semaphore.permits == PERMITS && contender[count - 1].i == each, "all are through");
    return per_operation(each * count);
}

#endif
