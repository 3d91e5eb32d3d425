// cpp20_sync.h - queue, event, lock, semaphore and gather as lean C++20 awaiters.
//
// The awaiter of whoever has to wait is an entry of the object's waiting list; what it waits for is
// handed over before it goes to the ready queue. No cancellation. Part of cpp20.cpp.
// SPDX-License-Identifier: MIT
#ifndef CPP20_SYNC_H
#define CPP20_SYNC_H

struct waiting_line {
    entry *first = nullptr, **end = &first;
    void join(entry *e) {
        e->next = nullptr;
        *end = e;
        end = &e->next;
    }
    entry *leave() {
        entry *e = first;
        if (e && !(first = e->next))
            end = &first;
        return e;
    }
};

/* Run these to their ends, all begun from the ready queue. */
static double run_these(std::vector<task> &tasks, long operations) {
    run_all(tasks);
    for (task &t : tasks)
        must(t.handle.done(), "every task is through");
    return per_operation(operations);
}

/* ---- T5 ---- */

struct bounded_queue {
    int64_t slot[ROOM];
    unsigned first = 0, count = 0;
    waiting_line getters, putters;

    struct getter : entry {
        bounded_queue &queue;
        int64_t item;
        explicit getter(bounded_queue &q) : queue(q) {
        }
        bool await_ready() noexcept {
            if (!queue.count)
                return false;
            item = queue.slot[queue.first];
            queue.first = (queue.first + 1) % ROOM;
            queue.count--;
            if (entry *putter = queue.putters.leave()) {
                queue.append(static_cast<struct putter *>(putter)->item);
                push(putter);
            }
            return true;
        }
        void await_suspend(std::coroutine_handle<> h) noexcept {
            handle = h;
            queue.getters.join(this);
        }
        int64_t await_resume() noexcept {
            return item;
        }
    };
    struct putter : entry {
        bounded_queue &queue;
        int64_t item;
        putter(bounded_queue &q, int64_t i) : queue(q), item(i) {
        }
        bool await_ready() noexcept {
            if (entry *getter = queue.getters.leave()) {
                static_cast<struct getter *>(getter)->item = item;
                push(getter);
                return true;
            }
            if (queue.count == ROOM)
                return false;
            queue.append(item);
            return true;
        }
        void await_suspend(std::coroutine_handle<> h) noexcept {
            handle = h;
            queue.putters.join(this);
        }
        void await_resume() noexcept {
        }
    };
    void append(int64_t item) {
        slot[(first + count++) % ROOM] = item;
    }
    getter get() {
        return getter(*this);
    }
    putter put(int64_t item) {
        return putter(*this, item);
    }
};

OPAQUE static task produce(bounded_queue &queue, int to) {
    for (int i = 0; i < to; i++)
        co_await queue.put(i);
    co_return 0;
}

OPAQUE static task consume(bounded_queue &queue, int to, int64_t &total) {
    int64_t sum = 0;
    for (int i = 0; i < to; i++)
        sum += co_await queue.get();
    total += sum;
    co_return 0;
}

static double pairs(long n, int count) {
    bounded_queue queue;
    std::vector<task> tasks;
    int each = (int)(n / count);
    int64_t total = 0;
    for (int i = 0; i < count; i++) {
        tasks.push_back(consume(queue, each, total));
        tasks.push_back(produce(queue, each));
    }
    double result = run_these(tasks, (long)each * count);
    must(total == (int64_t)count * each * (each - 1) / 2, "sum");
    return result;
}

static double t5(long n) {
    return pairs(n, 1);
}

static double t5_8(long n) {
    return pairs(n, PAIRS);
}

/* ---- T6 ---- */

struct event {
    bool is_set = false;
    waiting_line waiters;

    struct waiter : entry {
        event &e;
        explicit waiter(event &ev) : e(ev) {
        }
        bool await_ready() noexcept {
            return e.is_set;
        }
        void await_suspend(std::coroutine_handle<> h) noexcept {
            handle = h;
            e.waiters.join(this);
        }
        void await_resume() noexcept {
        }
    };
    waiter wait() {
        return waiter(*this);
    }
    void set() {
        is_set = true;
        while (entry *w = waiters.leave())
            push(w);
    }
};

OPAQUE static task play(event &mine, event &theirs, int to) {
    for (int i = 0; i < to; i++) {
        co_await mine.wait();
        mine.is_set = false;
        theirs.set();
    }
    co_return to;
}

static double t6(long n) {
    event ping, pong;
    std::vector<task> tasks;
    tasks.push_back(play(ping, pong, (int)n));
    tasks.push_back(play(pong, ping, (int)n));
    ping.set();
    return run_these(tasks, n);
}

/* ---- Semaphore, and a lock, which is one with a single permit ---- */

struct semaphore {
    unsigned permits;
    waiting_line waiters;

    struct waiter : entry {
        semaphore &s;
        explicit waiter(semaphore &sem) : s(sem) {
        }
        bool await_ready() noexcept {
            if (!s.permits)
                return false;
            s.permits--;
            return true;
        }
        void await_suspend(std::coroutine_handle<> h) noexcept {
            handle = h;
            s.waiters.join(this);
        }
        void await_resume() noexcept {
        }
    };
    waiter acquire() {
        return waiter(*this);
    }
    void release() {
        if (entry *w = waiters.leave())
            push(w);
        else
            permits++;
    }
};

OPAQUE static task take_turns(semaphore &lock, int to) {
    co_await lock.acquire();
    co_await give_way{};
    for (int i = 0; i < to; i++) {
        lock.release();
        co_await lock.acquire();
    }
    lock.release();
    co_return to;
}

static double t6_lock(long n) {
    semaphore lock{1, {}};
    std::vector<task> tasks;
    tasks.push_back(take_turns(lock, (int)n));
    tasks.push_back(take_turns(lock, (int)n));
    return run_these(tasks, n);
}

OPAQUE static task contend(semaphore &s, int to) {
    for (int i = 0; i < to; i++) {
        co_await s.acquire();
        co_await give_way{};
        s.release();
    }
    co_return to;
}

static double contenders(long n, long count) {
    semaphore s{PERMITS, {}};
    std::vector<task> tasks;
    int each = (int)(n / count);
    for (long i = 0; i < count; i++)
        tasks.push_back(contend(s, each));
    return run_these(tasks, each * count);
}

/* ---- gather (when_all): start many trivial tasks, go on when all have ended ---- */

struct gatherer {
    std::vector<spawned> children;
    long left;
    entry waiting;

    bool await_ready() noexcept {
        return !left;
    }
    void await_suspend(std::coroutine_handle<> h) noexcept {
        waiting.handle = h;
    }
    void await_resume() noexcept {
    }
};

OPAQUE static task gathered(gatherer &g, int number) {
    if (!--g.left)
        push(&g.waiting);
    co_return number + 1;
}

OPAQUE static task gather_rounds(int rounds, int count, int64_t &sum) {
    gatherer g;
    g.children.reserve((size_t)count);
    for (int i = 0; i < rounds; i++) {
        g.left = count;
        for (int k = 0; k < count; k++)
            g.children.emplace_back(gathered(g, k));
        co_await g;
        for (spawned &child : g.children)
            sum += child.await_resume();
        g.children.clear();
    }
    co_return 0;
}

static double gather(long n, long count) {
    std::vector<task> tasks;
    int rounds = (int)(n / count);
    int64_t sum = 0;
    tasks.push_back(gather_rounds(rounds, (int)count, sum));
    double result = run_these(tasks, rounds * count);
    must(sum == (int64_t)rounds * count * (count + 1) / 2, "sum");
    return result;
}

#endif
