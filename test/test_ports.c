/* test_ports.c - every port keeps the same contract: virtual clock, poll and epoll.
 *
 * The loop goes through a port of our own that passes everything on and counts the waits. Only the
 * test of deadlines looks at the real clock: nothing is early; how late it was is printed, not
 * judged.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/coir.h"
#include "suite.h"

enum { VIRTUAL, POLL, EPOLL, PORTS };
static const char *const names[] = {"virtual", "poll", "epoll"};

static struct coir_virtual virtual_port;
static struct coir_poll poll_port;
static struct coir_epoll epoll_port;
static struct coir_loop loop;
static char trace[4000];

/* ---- The port in between ---- */

struct between {
    struct coir_port port;
    struct coir_port *inner;
    unsigned waits;
};

static struct between between;

static coir_time pass_now(struct coir_port *port) {
    return ((struct between *)port)->inner->now(((struct between *)port)->inner);
}

static void pass_wait(struct coir_port *port, struct coir_loop *which, coir_time span) {
    __atomic_add_fetch(&((struct between *)port)->waits, 1, __ATOMIC_SEQ_CST);
    ((struct between *)port)->inner->wait(((struct between *)port)->inner, which, span);
}

static void pass_wake(struct coir_port *port) {
    ((struct between *)port)->inner->wake(((struct between *)port)->inner);
}

static int pass_watch(struct coir_port *port, struct coir_descriptor *descriptor) {
    return ((struct between *)port)->inner->watch(((struct between *)port)->inner, descriptor);
}

static void pass_unwatch(struct coir_port *port, struct coir_descriptor *descriptor) {
    ((struct between *)port)->inner->unwatch(((struct between *)port)->inner, descriptor);
}

static void begin(int port) {
    coir_virtual_init(&virtual_port);
    ck_assert_int_eq(coir_poll_init(&poll_port), 0);
    ck_assert_int_eq(coir_epoll_init(&epoll_port), 0);
    memset(&between, 0, sizeof between);
    between.inner = port == VIRTUAL ? &virtual_port.port
                    : port == POLL  ? &poll_port.port
                                    : &epoll_port.port;
    between.port.now = pass_now;
    between.port.wait = pass_wait;
    between.port.wake = pass_wake;
    between.port.watch = pass_watch;
    between.port.unwatch = pass_unwatch;
    coir_loop_init(&loop, &between.port);
    trace[0] = 0;
}

static void end(void) {
    coir_loop_close(&loop);
    coir_virtual_close(&virtual_port);
    coir_poll_close(&poll_port);
    coir_epoll_close(&epoll_port);
}

static void note(const char *line) {
    size_t used = strlen(trace);
    snprintf(trace + used, sizeof trace - used, "%s\n", line);
}

/* Two sockets that are each other's other end, non-blocking. */
static void make_pair(int ends[2]) {
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
}

/* ---- Order ---- */

struct sleeper {
    CORO;
    coir_time delay;
    const char *name;
};

ASYNC(sleeper) {
    AWAIT(coir_sleep(self->delay));
    note(self->name);
}
ASYNC_END

/* The longest first; b and c are due together, d needs no time at all. */
START_TEST(deadlines_come_in_order_and_ties_in_the_order_they_were_set) {
    static COIR_TASK(sleeper) a, b, c, d;
    begin(_i);
    START(&loop, a, sleeper, .name = "a", .delay = COIR_MS(6));
    START(&loop, b, sleeper, .name = "b", .delay = COIR_MS(3));
    START(&loop, c, sleeper, .name = "c", .delay = COIR_MS(3));
    START(&loop, d, sleeper, .name = "d", .delay = 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "d\nb\nc\na\n");
    end();
}
END_TEST

/* ---- Deadlines ---- */

struct punctual {
    CORO;
    coir_time delay, due, late;
};

ASYNC(punctual) {
    self->due = coir_now() + self->delay;
    AWAIT(coir_sleep(self->delay));
    self->late = between.inner->now(between.inner) - self->due;
}
ASYNC_END

START_TEST(no_deadline_is_early) {
    static const coir_time delays[] = {1, 10, 499, 500, 999, 1000, 1001, 1999, 2500, 7001};
    enum { N = sizeof delays / sizeof *delays };
    static COIR_TASK(punctual) tasks[N];
    coir_time latest = 0;
    begin(_i);
    for (int i = 0; i < N; i++)
        START(&loop, tasks[i], punctual, .delay = delays[i]);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < N; i++) {
        ck_assert_int_ge(tasks[i].frame.late, 0);
        latest = tasks[i].frame.late > latest ? tasks[i].frame.late : latest;
    }
    printf("# %s: at most %ld microseconds late\n", names[_i], (long)latest);
    if (_i == VIRTUAL)
        ck_assert_int_eq(latest, 0);
    end();
}
END_TEST

START_TEST(time_never_goes_back) {
    coir_time before;
    begin(_i);
    before = between.inner->now(between.inner);
    for (int i = 0; i < 1000; i++) {
        coir_time now = between.inner->now(between.inner);
        ck_assert_int_ge(now, before);
        before = now;
    }
    end();
}
END_TEST

/* ---- Descriptors ---- */

struct reader {
    CORO;
    struct coir_descriptor *descriptor;
    char byte;
    ssize_t n;
};

ASYNC(reader) {
    for (;;) {
        self->n = read(self->descriptor->fd, &self->byte, 1);
        if (self->n >= 0)
            RETURN();
        coir_used_up(self->descriptor, COIR_READABLE);
        AWAIT(coir_readable(self->descriptor));
    }
}
ASYNC_END

struct writer {
    CORO;
    struct coir_descriptor *descriptor;
    size_t written;
};

/* Writes until nothing goes, waits for room, and writes once more. */
ASYNC(writer) {
    static char bytes[4096];
    ssize_t n;
    while ((n = write(self->descriptor->fd, bytes, sizeof bytes)) > 0)
        self->written += (size_t)n;
    coir_used_up(self->descriptor, COIR_WRITABLE);
    note("full");
    AWAIT(coir_writable(self->descriptor));
    note(write(self->descriptor->fd, "x", 1) == 1 ? "room" : "no room");
}
ASYNC_END

START_TEST(a_descriptor_wakes_its_reader_when_bytes_come) {
    static COIR_TASK(reader) task;
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, reader, .descriptor = &descriptor);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
    ck_assert(coir_is_running(&task.task));
    ck_assert_int_eq(write(ends[1], "!", 1), 1);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(task.frame.byte, '!');
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

START_TEST(a_descriptor_wakes_its_reader_at_the_end) {
    static COIR_TASK(reader) task;
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, reader, .descriptor = &descriptor);
    coir_poll(&loop);
    close(ends[1]);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(task.frame.n, 0);
    coir_unwatch(&descriptor);
    close(ends[0]);
    end();
}
END_TEST

START_TEST(a_descriptor_wakes_its_writer_when_there_is_room) {
    static COIR_TASK(writer) task;
    static char bytes[1 << 20];
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, writer, .descriptor = &descriptor);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
    ck_assert_str_eq(trace, "full\n");
    for (size_t left = task.frame.written; left > 0;) {
        ssize_t n = read(ends[1], bytes, sizeof bytes);
        ck_assert_int_gt(n, 0);
        left -= (size_t)n;
    }
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_str_eq(trace, "full\nroom\n");
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

enum { MANY = 150 };

/* All wait, then all are written to, the last one first; more than one look can report. */
START_TEST(many_descriptors_wake_each_its_own_reader) {
    static COIR_TASK(reader) tasks[MANY];
    static struct coir_descriptor descriptors[MANY];
    static int ends[MANY][2];
    begin(_i);
    for (int i = 0; i < MANY; i++) {
        make_pair(ends[i]);
        ck_assert_int_eq(coir_watch(&loop, &descriptors[i], ends[i][0]), 0);
        START(&loop, tasks[i], reader, .descriptor = &descriptors[i]);
    }
    coir_poll(&loop);
    for (int i = MANY - 1; i >= 0; i--) {
        char byte = (char)i;
        ck_assert_int_eq(write(ends[i][1], &byte, 1), 1);
    }
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(tasks[i].frame.byte, (char)i);
        coir_unwatch(&descriptors[i]);
        close(ends[i][0]);
        close(ends[i][1]);
    }
    end();
}
END_TEST

START_TEST(several_tasks_may_wait_for_one_descriptor) {
    static COIR_TASK(reader) first, second;
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, first, reader, .descriptor = &descriptor);
    START(&loop, second, reader, .descriptor = &descriptor);
    coir_poll(&loop);
    coir_cancel(&first.task);
    coir_poll(&loop);
    ck_assert(coir_cancelled(&first.task));
    ck_assert_int_eq(write(ends[1], "a", 1), 1);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(second.frame.byte, 'a');
    START(&loop, first, reader, .descriptor = &descriptor);
    START(&loop, second, reader, .descriptor = &descriptor);
    coir_poll(&loop);
    ck_assert_int_eq(write(ends[1], "bc", 2), 2);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(first.frame.byte, 'b');
    ck_assert_int_eq(second.frame.byte, 'c');
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

START_TEST(unwatching_tells_who_waits) {
    static COIR_TASK(reader) task;
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, reader, .descriptor = &descriptor);
    coir_poll(&loop);
    coir_unwatch(&descriptor);
    coir_unwatch(&descriptor);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&task.task), COIR_CLOSED);
    ck_assert_int_eq(write(ends[1], "!", 1), 1);
    coir_poll(&loop);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

/* Bytes that are there win against a deadline that is far away, on the virtual clock too. */
START_TEST(what_is_there_comes_before_what_is_far_away) {
    static COIR_TASK(reader) task;
    static COIR_TASK(sleeper) later;
    struct coir_descriptor descriptor;
    coir_time began;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, reader, .descriptor = &descriptor);
    START(&loop, later, sleeper, .name = "later", .delay = COIR_S(3600));
    coir_poll(&loop);
    began = loop.now;
    ck_assert_int_eq(write(ends[1], "!", 1), 1);
    ck_assert_int_eq(coir_run_until(&loop, &task.task), 0);
    ck_assert_int_lt(loop.now - began, COIR_S(1800));
    ck_assert_str_eq(trace, "");
    coir_cancel(&later.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

START_TEST(a_bad_descriptor_is_an_error_of_epoll) {
    struct coir_descriptor descriptor;
    int ends[2];
    begin(EPOLL);
    make_pair(ends);
    close(ends[0]);
    close(ends[1]);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), COIR_CLOSED);
    coir_unwatch(&descriptor);
    end();
}
END_TEST

/* ---- Threads ---- */

enum { CALLS = 200 };

struct calls {
    struct coir_handle handles[CALLS];
    int order[CALLS], count;
    struct coir_future all;
};

static struct calls calls;

static int called(void *argument) {
    struct coir_handle *handle = (struct coir_handle *)argument;
    calls.order[calls.count++] = (int)(handle - calls.handles);
    if (calls.count == CALLS)
        coir_future_set(&calls.all, 7);
    return 0;
}

static void *call_from_elsewhere(void *argument) {
    (void)argument;
    for (int i = 0; i < CALLS; i++)
        coir_call_soon_threadsafe(&loop, &calls.handles[i], called, &calls.handles[i]);
    return NULL;
}

struct waiter {
    CORO;
    int n;
};

ASYNC(waiter) {
    AWAIT_INTO(self->n, coir_future_wait(&calls.all));
}
ASYNC_END

START_TEST(calls_from_a_thread_are_made_in_its_order_and_wake_the_loop) {
    static COIR_TASK(waiter) task;
    pthread_t thread;
    begin(_i);
    memset(&calls, 0, sizeof calls);
    coir_future_init(&calls.all, &loop);
    coir_external(&loop, 1);
    START(&loop, task, waiter);
    ck_assert_int_eq(pthread_create(&thread, NULL, call_from_elsewhere, NULL), 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    pthread_join(thread, NULL);
    coir_external(&loop, -1);
    ck_assert_int_eq(task.frame.n, 7);
    for (int i = 0; i < CALLS; i++)
        ck_assert_int_eq(calls.order[i], i);
    end();
}
END_TEST

START_TEST(a_call_on_its_way_is_not_taken_twice_and_ends_the_next_wait) {
    static COIR_TASK(waiter) task;
    begin(_i);
    memset(&calls, 0, sizeof calls);
    calls.count = CALLS - 1;
    coir_future_init(&calls.all, &loop);
    coir_external(&loop, 1);
    START(&loop, task, waiter);
    coir_poll(&loop);
    ck_assert_int_eq(coir_call_soon_threadsafe(&loop, calls.handles, called, calls.handles), 0);
    ck_assert_int_eq(coir_call_soon_threadsafe(&loop, calls.handles, called, calls.handles),
                     COIR_BUSY);
    ck_assert_int_eq(coir_run(&loop), 0);
    coir_external(&loop, -1);
    ck_assert_int_eq(task.frame.n, 7);
    end();
}
END_TEST

/* The loop has nothing but a silent descriptor, and must be asleep when the thread writes to its
 * other end. */
static void *write_when_it_waits(void *argument) {
    const int *end = (const int *)argument;
    while (__atomic_load_n(&between.waits, __ATOMIC_SEQ_CST) < 2)
        sched_yield();
    ck_assert_int_eq(write(*end, "!", 1), 1);
    return NULL;
}

START_TEST(a_loop_without_deadline_really_sleeps_until_a_descriptor_wakes_it) {
    static COIR_TASK(reader) task;
    struct coir_descriptor descriptor;
    pthread_t thread;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, reader, .descriptor = &descriptor);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
    between.waits = 1;
    ck_assert_int_eq(pthread_create(&thread, NULL, write_when_it_waits, &ends[1]), 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(task.frame.byte, '!');
    ck_assert_uint_eq(between.waits, 2);
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

/* ---- Idle means blocked ---- */

/* A wait for each deadline, and two more: epoll reports a new descriptor once as it is, and the end of
 * the last sleeper is told in a turn of its own, which looks without waiting. */
START_TEST(ten_sleepers_and_a_silent_socket_cost_a_wait_per_deadline) {
    static COIR_TASK(sleeper) sleepers[10];
    static COIR_TASK(reader) silent;
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, silent, reader, .descriptor = &descriptor);
    for (int i = 0; i < 10; i++)
        START(&loop, sleepers[i], sleeper, .name = "woke", .delay = COIR_MS(2 * i + 2));
    ck_assert_int_eq(coir_run_until(&loop, &sleepers[9].task), 0);
    printf("# %s: %u waits for 10 deadlines\n", names[_i], between.waits);
    ck_assert_uint_le(between.waits, 2 + 10);
    ck_assert_uint_eq(strlen(trace), 10 * strlen("woke\n"));
    coir_cancel(&silent.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

START_TEST(a_socket_nobody_waits_for_costs_no_look) {
    static COIR_TASK(sleeper) task;
    struct coir_descriptor descriptor;
    int ends[2];
    begin(_i);
    make_pair(ends);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, task, sleeper, .name = "", .delay = 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_uint_eq(between.waits, 0);
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

/* ---- Deadlock ---- */

struct stuck {
    CORO;
    struct coir_future *future;
};

ASYNC(stuck) {
    AWAIT(coir_future_wait(self->future));
}
ASYNC_END

struct outer {
    CORO;
    struct stuck inner;
    struct coir_future *future;
};

ASYNC(outer) {
    AWAIT(self->inner, stuck, .future = self->future);
}
ASYNC_END

struct joiner {
    CORO;
    struct coir_task *task;
};

ASYNC(joiner) {
    AWAIT(coir_join(self->task));
}
ASYNC_END

/* A socket is open and watched, but nobody waits for it, so it cannot help; the reader that did
 * was cancelled. */
START_TEST(a_deadlock_is_reported_with_who_waits_where_for_what) {
    static COIR_TASK(outer) first;
    static COIR_TASK(joiner) second;
    static COIR_TASK(reader) third;
    struct coir_descriptor descriptor;
    struct coir_future future;
    int ends[2];
    begin(_i);
    make_pair(ends);
    loop.report = note;
    coir_future_init(&future, &loop);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    START(&loop, first, outer, .future = &future);
    START(&loop, second, joiner, .task = &first.task);
    START(&loop, third, reader, .descriptor = &descriptor);
    coir_poll(&loop);
    coir_cancel(&third.task);
    ck_assert_int_eq(coir_run(&loop), COIR_DEADLOCK);
    ck_assert_ptr_nonnull(strstr(trace, "deadlock"));
    ck_assert_ptr_nonnull(strstr(trace, "task outer: waiting for a future"));
    ck_assert_ptr_nonnull(strstr(trace, "task joiner: waiting for task outer"));
    ck_assert_ptr_nonnull(strstr(trace, "    outer  "));
    ck_assert_ptr_nonnull(strstr(trace, "    stuck  "));
    ck_assert_ptr_nonnull(strstr(trace, "test_ports.c"));
    ck_assert_ptr_null(strstr(trace, "reader"));
    coir_future_set(&future, 0);
    ck_assert_int_eq(coir_run(&loop), 0);
    coir_unwatch(&descriptor);
    close(ends[0]);
    close(ends[1]);
    end();
}
END_TEST

/* ---- What a port holds ---- */

static int open_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    int n = 0;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

START_TEST(the_systems_port_gives_back_what_it_took_and_nothing_else) {
    struct coir_system system;
    struct coir_descriptor descriptor;
    int before, ends[2];
    make_pair(ends);
    before = open_descriptors();
    if (_i == 0)
        setenv("COIR_CLOCK", "virtual", 1);
    else
        unsetenv("COIR_CLOCK");
    ck_assert_int_eq(coir_system_init(&system), 0);
    coir_loop_init(&loop, system.port);
    ck_assert_int_eq(coir_watch(&loop, &descriptor, ends[0]), 0);
    ck_assert_int_gt(open_descriptors(), before);
    coir_unwatch(&descriptor);
    coir_loop_close(&loop);
    coir_system_close(&system);
    ck_assert_int_eq(open_descriptors(), before);
    ck_assert_int_eq(fcntl(0, F_GETFD) < 0, 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ports");
    TCase *tests = tcase_create("ports");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, deadlines_come_in_order_and_ties_in_the_order_they_were_set, 0,
                        PORTS);
    tcase_add_loop_test(tests, no_deadline_is_early, 0, PORTS);
    tcase_add_loop_test(tests, time_never_goes_back, 0, PORTS);
    tcase_add_loop_test(tests, a_descriptor_wakes_its_reader_when_bytes_come, 0, PORTS);
    tcase_add_loop_test(tests, a_descriptor_wakes_its_reader_at_the_end, 0, PORTS);
    tcase_add_loop_test(tests, a_descriptor_wakes_its_writer_when_there_is_room, 0, PORTS);
    tcase_add_loop_test(tests, many_descriptors_wake_each_its_own_reader, 0, PORTS);
    tcase_add_loop_test(tests, several_tasks_may_wait_for_one_descriptor, 0, PORTS);
    tcase_add_loop_test(tests, unwatching_tells_who_waits, 0, PORTS);
    tcase_add_loop_test(tests, what_is_there_comes_before_what_is_far_away, 0, PORTS);
    tcase_add_test(tests, a_bad_descriptor_is_an_error_of_epoll);
    tcase_add_loop_test(tests, calls_from_a_thread_are_made_in_its_order_and_wake_the_loop, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_call_on_its_way_is_not_taken_twice_and_ends_the_next_wait, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_loop_without_deadline_really_sleeps_until_a_descriptor_wakes_it, 0,
                        PORTS);
    tcase_add_loop_test(tests, ten_sleepers_and_a_silent_socket_cost_a_wait_per_deadline, 0, PORTS);
    tcase_add_loop_test(tests, a_socket_nobody_waits_for_costs_no_look, 0, PORTS);
    tcase_add_loop_test(tests, a_deadlock_is_reported_with_who_waits_where_for_what, 0, PORTS);
    tcase_add_loop_test(tests, the_systems_port_gives_back_what_it_took_and_nothing_else, 0, 2);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
