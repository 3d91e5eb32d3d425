/* guest.h - what a Coir loop must do as a guest of any other loop: tests for the file that
 * includes this.
 *
 * Before, that file defines the host:
 *
 *     struct coir_loop loop;                            initialised by host_open
 *     host_open, host_close
 *     host_once(void)                                   one round, waiting if nothing is ready
 *     host_later(ms, function)                          call a function, later
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_GUEST_H
#define TEST_GUEST_H

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/coir.h"
#include "suite.h"

static int open_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    int n = 0;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

/* Let the host go round until no task is left. */
static void run_host(void) {
    while (loop.tasks)
        host_once();
}

static char trace[400];
static int looks;
static bool called;

/* The frame of a test: what it opens must be closed after it. */
static int descriptors_before;

static void begin(void) {
    trace[0] = 0;
    called = false;
    looks = 0;
    host_open(); /* the first one may open what the host keeps for ever */
    coir_loop_close(&loop);
    host_close();
    descriptors_before = open_descriptors();
    host_open();
}

static void end(void) {
    coir_loop_close(&loop);
    host_close();
    ck_assert_int_eq(open_descriptors(), descriptors_before);
}

static void note(const char *word) {
    size_t used = strlen(trace);
    snprintf(trace + used, sizeof trace - used, "%s%s", used ? " " : "", word);
}

/* ---- Time ---- */

struct sleeper {
    CORO;
    const char *name;
    int ms;
};

ASYNC(sleeper) {
    AWAIT(coir_sleep_ms(self->ms));
    note(self->name);
}
ASYNC_END

START_TEST(sleepers_wake_in_the_order_of_their_deadlines) {
    static COIR_TASK(sleeper) task[3];
    begin();
    START(&loop, task[0], sleeper, .name = "third", .ms = 30);
    START(&loop, task[1], sleeper, .name = "first", .ms = 0);
    START(&loop, task[2], sleeper, .name = "second", .ms = 15);
    run_host();
    end();
    ck_assert_str_eq(trace, "first second third");
}
END_TEST

static coir_time (*real_now)(struct coir_port *port);

static coir_time counted_now(struct coir_port *port) {
    looks++;
    return real_now(port);
}

/* Turns look at the clock; a loop that is not put to sleep takes thousands in this time. */
START_TEST(nothing_turns_while_everybody_sleeps) {
    static COIR_TASK(sleeper) task;
    begin();
    real_now = loop.port->now;
    loop.port->now = counted_now;
    START(&loop, task, sleeper, .name = "done", .ms = 100);
    run_host();
    ck_assert_int_lt(looks, 60);
    end();
    ck_assert_str_eq(trace, "done");
}
END_TEST

static void call(void) {
    called = true;
}

struct busy {
    CORO;
};

ASYNC(busy) {
    while (!called)
        AWAIT(coir_sleep(0));
}
ASYNC_END

START_TEST(a_busy_task_does_not_starve_the_host) {
    static COIR_TASK(busy) task;
    begin();
    START(&loop, task, busy);
    host_later(1, call);
    run_host();
    ck_assert(called);
    end();
}
END_TEST

struct looker {
    CORO;
};

ASYNC(looker) {
    AWAIT_UNTIL(called);
    note("held");
}
ASYNC_END

START_TEST(a_condition_is_looked_at_when_the_host_has_called_something) {
    static COIR_TASK(looker) task;
    begin();
    START(&loop, task, looker);
    host_later(1, call);
    run_host();
    end();
    ck_assert_str_eq(trace, "held");
}
END_TEST

/* ---- The host wakes tasks ---- */

static struct coir_future future;

struct waiter {
    CORO;
    int value;
};

ASYNC(waiter) {
    AWAIT_INTO(self->value, coir_future_wait(&future));
    note("told");
}
ASYNC_END

static void set_future(void) {
    coir_future_set(&future, 7);
}

START_TEST(a_callback_of_the_host_wakes_a_task_and_no_deadlock_is_seen) {
    static COIR_TASK(waiter) task;
    begin();
    coir_future_init(&future, &loop);
    START(&loop, task, waiter);
    host_later(1, set_future);
    run_host();
    end();
    ck_assert_str_eq(trace, "told");
    ck_assert_int_eq(task.frame.value, 7);
}
END_TEST

static COIR_TASK(sleeper) late;

static void start_late(void) {
    START(&loop, late, sleeper, .name = "late", .ms = 1);
    called = true;
}

START_TEST(a_callback_of_the_host_starts_a_task) {
    begin();
    host_later(1, start_late);
    while (!called)
        host_once();
    run_host();
    end();
    ck_assert_str_eq(trace, "late");
}
END_TEST

static struct coir_handle handle;

static int by_timer(void *argument) {
    (void)argument;
    coir_future_set(&future, 1);
    return 0;
}

static void arm_timer(void) {
    coir_call_later(&loop, &handle, COIR_MS(1), by_timer, NULL);
}

/* Nothing else becomes ready, so the host has to see the new deadline by itself. */
START_TEST(a_callback_of_the_host_sets_a_deadline_of_ours) {
    static COIR_TASK(waiter) task;
    begin();
    coir_future_init(&future, &loop);
    START(&loop, task, waiter);
    host_later(1, arm_timer);
    run_host();
    end();
    ck_assert_str_eq(trace, "told");
}
END_TEST

static void *call_from_outside(void *argument) {
    (void)argument;
    coir_call_soon_threadsafe(&loop, &handle, by_timer, NULL);
    return NULL;
}

START_TEST(another_thread_wakes_a_task) {
    static COIR_TASK(waiter) task;
    pthread_t thread;
    begin();
    coir_future_init(&future, &loop);
    coir_external(&loop, 1);
    START(&loop, task, waiter);
    host_later(0, call);
    while (!called)
        host_once(); /* the task waits now */
    pthread_create(&thread, NULL, call_from_outside, NULL);
    run_host();
    coir_external(&loop, -1);
    pthread_join(thread, NULL);
    end();
    ck_assert_str_eq(trace, "told");
}
END_TEST

/* ---- Descriptors ---- */

struct talker {
    CORO;
    struct coir_stream *stream;
    int rounds;
    bool begins;
    char line[64];
    int i, n;
};

/* Two of them send a line back and forth. */
ASYNC(talker) {
    if (self->begins)
        AWAIT(coir_write_all(self->stream, "ping\n", 5));
    for (self->i = 0; self->i < self->rounds; self->i++) {
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
        if (self->n == 0 || (self->begins && self->i == self->rounds - 1))
            RETURN();
        AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
    }
}
ASYNC_END

static COIR_TASK(talker) talkers[2];

static struct coir_stream streams[2];
static char buffers[2][64];

static void start_talkers(int rounds) {
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(coir_open_fd(&streams[i], &loop, ends[i]), 0);
        coir_stream_buffer(&streams[i], buffers[i], sizeof buffers[i]);
        START(&loop, talkers[i], talker, .stream = &streams[i], .rounds = rounds, .begins = i == 0);
    }
}

static void close_talkers(void) {
    coir_close(&streams[0]);
    coir_close(&streams[1]);
}

START_TEST(tasks_talk_over_sockets) {
    begin();
    start_talkers(500);
    run_host();
    ck_assert_int_eq(coir_outcome(&talkers[0].task), 0);
    ck_assert_int_eq(coir_outcome(&talkers[1].task), 0);
    ck_assert_int_eq(talkers[0].frame.i, 499);
    close_talkers();
    end();
}
END_TEST

static void cancel_talkers(void) {
    coir_cancel(&talkers[0].task);
    coir_cancel(&talkers[1].task);
}

START_TEST(a_callback_of_the_host_cancels_who_waits_for_a_descriptor) {
    begin();
    start_talkers(1 << 30);
    host_later(1, cancel_talkers);
    run_host();
    ck_assert(coir_cancelled(&talkers[0].task) && coir_cancelled(&talkers[1].task));
    close_talkers();
    end();
}
END_TEST

static void by_foreign(struct coir_foreign *foreign, int fd, int bits) {
    (void)bits;
    coir_foreign_watch(foreign, fd, 0);
    coir_future_set(&future, 5);
}

/* Three sets inside of each other: the host's, Coir's, the library's. */
START_TEST(a_library_with_descriptors_of_its_own_is_told_inside_of_the_host) {
    static COIR_TASK(waiter) task;
    struct coir_foreign foreign;
    int ends[2];
    begin();
    coir_future_init(&future, &loop);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ck_assert_int_eq(coir_foreign_open(&foreign, &loop, by_foreign, NULL), 0);
    ck_assert_int_eq(coir_foreign_watch(&foreign, ends[0], COIR_READABLE), 0);
    START(&loop, task, waiter);
    host_later(0, call);
    while (!called)
        host_once();
    close(ends[1]);
    run_host();
    ck_assert_int_eq(task.frame.value, 5);
    coir_foreign_close(&foreign);
    close(ends[0]);
    end();
}
END_TEST

static COIR_TASK(waiter) waiting;
static COIR_TASK(sleeper) sleeping;

static void cancel_them(void) {
    coir_cancel(&waiting.task);
    coir_cancel(&sleeping.task);
}

START_TEST(a_callback_of_the_host_cancels_who_sleeps_or_waits) {
    begin();
    coir_future_init(&future, &loop);
    START(&loop, waiting, waiter);
    START(&loop, sleeping, sleeper, .ms = 1000000);
    host_later(1, cancel_them);
    run_host();
    ck_assert(coir_cancelled(&waiting.task) && coir_cancelled(&sleeping.task));
    end();
}
END_TEST

/* ---- Coir drives ---- */

struct driver {
    CORO;
    int value;
};

ASYNC(driver) {
    host_later(1, set_future);
    AWAIT_INTO(self->value, coir_future_wait(&future));
    AWAIT(coir_sleep_ms(1));
}
ASYNC_END

START_TEST(coir_drives_the_host_and_ends_with_the_main_task) {
    static COIR_TASK(driver) main_task;
    begin();
    coir_future_init(&future, &loop);
    coir_external(&loop, 1);
    start_talkers(1 << 30);
    START(&loop, sleeping, sleeper, .ms = 1000000);
    START(&loop, main_task, driver);
    ck_assert_int_eq(coir_run_main(&loop, &main_task.task), 0);
    coir_external(&loop, -1);
    ck_assert_int_eq(main_task.frame.value, 7);
    ck_assert(coir_cancelled(&sleeping.task));
    ck_assert_uint_eq(loop.tasks, 0);
    close_talkers();
    end();
}
END_TEST

static void silent(const char *line) {
    (void)line;
}

START_TEST(a_deadlock_is_seen_when_coir_drives) {
    static COIR_TASK(waiter) main_task;
    begin();
    loop.report = silent;
    coir_future_init(&future, &loop);
    START(&loop, main_task, waiter);
    ck_assert_int_eq(coir_run_main(&loop, &main_task.task), COIR_DEADLOCK);
    end();
}
END_TEST

static TCase *guest_tests(void) {
    TCase *tests = tcase_create("guest");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, sleepers_wake_in_the_order_of_their_deadlines);
    tcase_add_test(tests, nothing_turns_while_everybody_sleeps);
    tcase_add_test(tests, a_busy_task_does_not_starve_the_host);
    tcase_add_test(tests, a_condition_is_looked_at_when_the_host_has_called_something);
    tcase_add_test(tests, a_callback_of_the_host_wakes_a_task_and_no_deadlock_is_seen);
    tcase_add_test(tests, a_callback_of_the_host_starts_a_task);
    tcase_add_test(tests, a_callback_of_the_host_sets_a_deadline_of_ours);
    tcase_add_test(tests, another_thread_wakes_a_task);
    tcase_add_test(tests, tasks_talk_over_sockets);
    tcase_add_test(tests, a_library_with_descriptors_of_its_own_is_told_inside_of_the_host);
    tcase_add_test(tests, a_callback_of_the_host_cancels_who_waits_for_a_descriptor);
    tcase_add_test(tests, a_callback_of_the_host_cancels_who_sleeps_or_waits);
    tcase_add_test(tests, coir_drives_the_host_and_ends_with_the_main_task);
    tcase_add_test(tests, a_deadlock_is_seen_when_coir_drives);
    return tests;
}

#endif
