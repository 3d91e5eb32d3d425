/* cpp20.cpp - the workloads as C++20 coroutines, the way a lean library writes them.
 *
 * Generators that know their innermost one, tasks with symmetric transfer, an intrusive FIFO whose
 * links live in the awaiters, and the binary heap of heap.h for timers. No exceptions are handled
 * and nothing is cancelled. Ramp functions are opaque, so that no frame is elided.
 * SPDX-License-Identifier: MIT
 */
#include <coroutine>
#include <exception>
#include <utility>
#include <vector>

#include "heap.h"

/* ---- G1: a generator ---- */

struct generator {
    struct promise_type {
        const int *value;
        generator get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept {
            return {};
        }
        std::suspend_always final_suspend() noexcept {
            return {};
        }
        std::suspend_always yield_value(const int &v) noexcept {
            value = &v;
            return {};
        }
        void return_void() {
        }
        void unhandled_exception() {
            std::terminate();
        }
    };
    std::coroutine_handle<promise_type> handle;
    bool next() {
        handle.resume();
        return !handle.done();
    }
};

OPAQUE static generator counter(int from, int to) {
    for (; from < to; from++)
        co_yield from;
}

static double g1(long n) {
    generator g = counter(0, (int)n);
    int64_t sum = 0;
    start();
    while (g.next())
        sum += *g.handle.promise().value;
    must(sum == (int64_t)n * (n - 1) / 2, "sum");
    return per_operation(n);
}

/* ---- G2: generators that delegate, as std::generator does: the root knows the innermost ---- */

struct nested {
    struct promise_type;
    using handle_type = std::coroutine_handle<promise_type>;
    struct resume_caller {
        bool await_ready() noexcept {
            return false;
        }
        std::coroutine_handle<> await_suspend(handle_type h) noexcept {
            promise_type &p = h.promise();
            if (!p.caller)
                return std::noop_coroutine();
            p.root->innermost = p.caller;
            return p.caller;
        }
        void await_resume() noexcept {
        }
    };
    struct delegate {
        handle_type inner;
        bool await_ready() noexcept {
            return false;
        }
        std::coroutine_handle<> await_suspend(handle_type h) noexcept {
            inner.promise().root = h.promise().root;
            inner.promise().caller = h;
            h.promise().root->innermost = inner;
            return inner;
        }
        void await_resume() noexcept {
            inner.destroy();
        }
    };
    struct promise_type {
        promise_type *root = this;
        handle_type caller, innermost = handle_type::from_promise(*this);
        const int *value;
        nested get_return_object() {
            return {handle_type::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept {
            return {};
        }
        resume_caller final_suspend() noexcept {
            return {};
        }
        std::suspend_always yield_value(const int &v) noexcept {
            root->value = &v;
            return {};
        }
        delegate yield_value(nested inner) noexcept {
            return {inner.handle};
        }
        void return_void() {
        }
        void unhandled_exception() {
            std::terminate();
        }
    };
    handle_type handle;
    bool next() {
        handle.promise().innermost.resume();
        return !handle.done();
    }
};

OPAQUE static nested levels(int below, int to) {
    if (below) {
        co_yield levels(below - 1, to);
        co_return;
    }
    for (int i = 0; i < to; i++)
        co_yield i;
}

static double g2_depth(long n, int depth) {
    nested g = levels(depth - 1, (int)n);
    int64_t sum = 0;
    start();
    while (g.next())
        sum += *g.handle.promise().value;
    must(sum == (int64_t)n * (n - 1) / 2, "sum");
    return per_operation(n);
}

static double g2(long n) {
    return g2_depth(n, 10);
}

static double g2_100(long n) {
    return g2_depth(n, 100);
}

/* ---- The executor: an intrusive FIFO of what is to be resumed ---- */

struct entry {
    entry *next;
    std::coroutine_handle<> handle;
};

static entry *head, **tail = &head;

static inline void push(entry *e) {
    e->next = nullptr;
    *tail = e;
    tail = &e->next;
}

static inline void run_ready() {
    while (entry *e = head) {
        if (!(head = e->next))
            tail = &head;
        e->handle.resume();
    }
}

struct give_way : entry {
    bool await_ready() noexcept {
        return false;
    }
    void await_suspend(std::coroutine_handle<> h) noexcept {
        handle = h;
        push(this);
    }
    void await_resume() noexcept {
    }
};

/* ---- Tasks: lazy, awaited by one, which is resumed by symmetric transfer ---- */

struct task {
    struct promise_type;
    using handle_type = std::coroutine_handle<promise_type>;
    struct resume_caller {
        bool await_ready() noexcept {
            return false;
        }
        std::coroutine_handle<> await_suspend(handle_type h) noexcept {
            return h.promise().caller;
        }
        void await_resume() noexcept {
        }
    };
    struct promise_type {
        std::coroutine_handle<> caller = std::noop_coroutine();
        int result;
        task get_return_object() {
            return task(handle_type::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept {
            return {};
        }
        resume_caller final_suspend() noexcept {
            return {};
        }
        void return_value(int v) {
            result = v;
        }
        void unhandled_exception() {
            std::terminate();
        }
    };
    handle_type handle;

    explicit task(handle_type h) : handle(h) {
    }
    task(task &&other) noexcept : handle(std::exchange(other.handle, nullptr)) {
    }
    ~task() {
        if (handle)
            handle.destroy();
    }
    bool await_ready() noexcept {
        return false;
    }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) noexcept {
        handle.promise().caller = h;
        return handle;
    }
    int await_resume() noexcept {
        return handle.promise().result;
    }
};

/* A task that runs by itself, from the queue. */
struct spawned : entry {
    task inner;
    explicit spawned(task &&t) : inner(std::move(t)) {
        handle = inner.handle;
        push(this);
    }
    bool await_ready() noexcept {
        return inner.handle.done();
    }
    void await_suspend(std::coroutine_handle<> h) noexcept {
        inner.handle.promise().caller = h;
    }
    int await_resume() noexcept {
        return inner.handle.promise().result;
    }
};

static void run_all(std::vector<task> &tasks) {
    std::vector<entry> entries(tasks.size());
    for (size_t i = 0; i < tasks.size(); i++) {
        entries[i].handle = tasks[i].handle;
        push(&entries[i]);
    }
    start();
    run_ready();
}

static double run_one(task t, long n) {
    entry e;
    e.handle = t.handle;
    push(&e);
    start();
    run_ready();
    must(t.handle.done() && t.handle.promise().result == 1, "sum");
    return per_operation(n);
}

/* ---- T1, T1b ---- */

OPAQUE static task giver(int times) {
    int i;
    for (i = 0; i < times; i++)
        co_await give_way{};
    co_return i;
}

OPAQUE static task deep_giver(int below, int times) {
    if (below)
        co_return co_await deep_giver(below - 1, times);
    int i;
    for (i = 0; i < times; i++)
        co_await give_way{};
    co_return i;
}

static double switches(long n, int count, int depth) {
    std::vector<task> tasks;
    int each = (int)(n / count);
    for (int i = 0; i < count; i++)
        tasks.push_back(depth > 1 ? deep_giver(depth - 1, each) : giver(each));
    run_all(tasks);
    for (task &t : tasks)
        must(t.handle.done() && t.handle.promise().result == each, "every task is through");
    return per_operation((long)each * count);
}

static double t1(long n) {
    return switches(n, TASKS, 1);
}

static double t1_1000(long n) {
    return switches(n, MANY, 1);
}

static double t1b(long n) {
    return switches(n, TASKS, DEPTH);
}

static double t1b_1000(long n) {
    return switches(n, MANY, DEPTH);
}

/* ---- T2a, T2b ---- */

OPAQUE static task add(int a, int b) {
    co_return a + b;
}

OPAQUE static task adder(int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += co_await add(i, 1);
    co_return sum == (int64_t)n *(n + 1) / 2;
}

OPAQUE static task spawner(int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        spawned child(add(i, 1));
        sum += co_await child;
    }
    co_return sum == (int64_t)n *(n + 1) / 2;
}

static double t2a(long n) {
    return run_one(adder((int)n), n);
}

static double t2b(long n) {
    return run_one(spawner((int)n), n);
}

/* ---- T3, T4, T4c: timers ---- */

static int64_t now_ms;
static long fired;

struct sleep_ms : timer {
    int64_t delay;
    std::coroutine_handle<> handle;
    explicit sleep_ms(int64_t ms) : delay(ms) {
    }
    bool await_ready() noexcept {
        return false;
    }
    void await_suspend(std::coroutine_handle<> h) noexcept {
        handle = h;
        fire = [](timer *t) { static_cast<sleep_ms *>(t)->handle.resume(); };
        timer_arm(this, now_ms + delay);
    }
    void await_resume() noexcept {
    }
};

OPAQUE static task sleeper() {
    for (;;) {
        co_await sleep_ms(dice(SPAN_MS));
        fired++;
    }
    co_return 0;
}

static void start_sleepers(long n) {
    for (long i = 0; i < n; i++) {
        task t = sleeper();
        std::exchange(t.handle, nullptr).resume();
    }
}

static double t3(long n) {
    double before = resident();
    start_sleepers(n);
    must((long)heap.count == n, "all sleep");
    return (resident() - before) / (double)n;
}

static double t4(long n) {
    start_sleepers(OUTSTANDING);
    start();
    while (fired < n)
        heap_turn(now_ms += TURN_MS);
    return per_operation(fired);
}

/* ---- T5, T6, gather, semaphore ---- */

#include "cpp20_sync.h"

SIZES(gather, gather)
SIZES(semaphore, contenders)

static const struct workload table[] = {
    {"G1", g1, 100000000},
    {"G2", g2, 100000000},
    {"G2_100", g2_100, 100000000},
    {"T1", t1, 50000000},
    {"T1_1000", t1_1000, 50000000},
    {"T1b", t1b, 50000000},
    {"T1b_1000", t1b_1000, 30000000},
    {"T2a", t2a, 10000000},
    {"T2b", t2b, 10000000},
    {"T3", t3, OUTSTANDING},
    {"T4", t4, 1000000},
    {"T5", t5, 50000000},
    {"T5_8", t5_8, 50000000},
    {"T6", t6, 20000000},
    {"T6_lock", t6_lock, 20000000},
    SIZE_ROWS(gather, 5000000),
    SIZE_ROWS(semaphore, 10000000),
    {nullptr, nullptr, 0},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, table);
}
