/* test_workers.c - functions in other processes: bytes in and out, death, cancelling, and that
 * nothing is left behind.
 *
 * Each test runs on every port, and counts the descriptors and the children before and after.
 * SPDX-License-Identifier: MIT
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "coir/workers.h"
#include "net.h"

enum { WORKERS = 3, MUCH = 1 << 20 };

static struct coir_workers workers;
static struct coir_worker_process memory[WORKERS];

/* As RUN, and no child may be left, alive or dead. */
#define RUN_HERE(which, name)                                                                      \
    do {                                                                                           \
        RUN(which, name);                                                                          \
        ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);                                          \
        ck_assert_int_eq(errno, ECHILD);                                                           \
    } while (0)

/* ---- What workers do ---- */

static int reverse(const void *input, size_t size, void *output, size_t room) {
    for (size_t i = 0; i < size && i < room; i++)
        ((char *)output)[i] = ((const char *)input)[size - 1 - i];
    return (int)(size < room ? size : room);
}

static int give(const void *input, size_t size, void *output, size_t room) {
    (void)size, (void)output, (void)room;
    return *(const int *)input;
}

static int tell_pid(const void *input, size_t size, void *output, size_t room) {
    int pid = (int)getpid();
    (void)input, (void)size, (void)room;
    memcpy(output, &pid, sizeof pid);
    return (int)sizeof pid;
}

static int count_descriptors(const void *input, size_t size, void *output, size_t room) {
    (void)input, (void)size, (void)output, (void)room;
    for (int fd = 4; fd < 200; fd++)
        if (lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF)
            return COIR_VALUE;
    return 0;
}

/* By a signal, or with status 7: as a shell, since valgrind has its own view of a bare exit. It holds
 * the connection until then. */
static int end_at_once(const void *input, size_t size, void *output, size_t room) {
    (void)size, (void)output, (void)room;
    if (*(const int *)input)
        raise(*(const int *)input);
    fcntl(3, F_SETFD, 0);
    return execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
}

/* Only a signal ends it. */
static int never_end(const void *input, size_t size, void *output, size_t room) {
    (void)input, (void)size, (void)output, (void)room;
    for (;;)
        pause();
    return 0;
}

static pid_t *left_behind; /* in memory that workers share with us */

/* Ends, and leaves a program behind. */
static int leave_a_program(const void *input, size_t size, void *output, size_t room) {
    pid_t pid = fork();
    (void)input, (void)size, (void)output, (void)room;
    if (pid == 0)
        execl("/bin/sleep", "sleep", "1000", (char *)NULL);
    *left_behind = pid;
    return raise(SIGKILL);
}

/* ---- Bytes ---- */

struct caller {
    CORO;
    coir_work function;
    const void *input;
    size_t size;
    void *output;
    size_t room;
    struct coir_to_worker work;
    int result;
};

ASYNC(caller) {
    AWAIT(self->work, coir_to_worker, .workers = &workers, .function = self->function,
          .input = self->input, .size = self->size, .output = self->output, .room = self->room);
    RETURN(self->work.result);
}
ASYNC_END

struct bytes {
    CORO;
    struct caller caller;
    char *in, *out;
    int pid;
};

ASYNC(bytes) {
    self->in = (char *)malloc(MUCH);
    self->out = (char *)malloc(MUCH);
    for (int i = 0; i < MUCH; i++)
        self->in[i] = (char)(i % 251);
    MUST(coir_workers_init(&workers, &loop, memory, WORKERS) == 0);
    AWAIT(self->caller, caller, .function = reverse, .input = "abc", .size = 3, .output = self->out,
          .room = MUCH);
    MUST(self->caller.result == 3 && memcmp(self->out, "cba", 3) == 0);
    AWAIT(self->caller, caller, .function = reverse);
    MUST(self->caller.result == 0);
    AWAIT(self->caller, caller, .function = reverse, .input = "abc", .size = 3, .output = self->out,
          .room = 2);
    MUST(self->caller.result == 2);
    AWAIT(self->caller, caller, .function = reverse, .input = self->in, .size = MUCH,
          .output = self->out, .room = MUCH);
    MUST(self->caller.result == MUCH);
    for (int i = 0; i < MUCH; i++)
        MUST(self->out[i] == self->in[MUCH - 1 - i]);
    AWAIT(self->caller, caller, .function = tell_pid, .output = &self->pid,
          .room = sizeof self->pid);
    MUST(self->pid != getpid());
    AWAIT(self->caller, caller, .function = count_descriptors);
    coir_workers_close(&workers);
    coir_workers_close(&workers);
    free(self->in);
    free(self->out);
}
ASYNC_END

START_TEST(bytes_go_there_and_others_come_back_few_or_many) {
    RUN_HERE(_i, bytes);
}
END_TEST

struct errors {
    CORO;
    COIR_TASK(caller) caller;
    int value, i, pid;
};

static const int given[][2] = {{COIR_REFUSED, COIR_REFUSED},
                               {-1, COIR_SYSTEM},
                               {-1000, COIR_SYSTEM},
                               {5, COIR_SYSTEM},
                               {COIR_USER(3), COIR_USER(3)}};

ASYNC(errors) {
    MUST(coir_workers_init(&workers, &loop, memory, 1) == 0);
    self->pid = memory[0].pid;
    for (self->i = 0; self->i < 5; self->i++) {
        self->value = given[self->i][0];
        START(&loop, self->caller, caller, .function = give, .input = &self->value,
              .size = sizeof self->value);
        while (!coir_done(&self->caller.task))
            AWAIT(coir_sleep(0));
        MUST(coir_outcome(&self->caller.task) == given[self->i][1]);
    }
    MUST(memory[0].pid == self->pid);
    coir_workers_close(&workers);
    START(&loop, self->caller, caller, .function = give);
    AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->caller.task) == COIR_CLOSED);
}
ASYNC_END

START_TEST(an_error_of_the_function_is_raised_and_the_worker_lives_on) {
    RUN_HERE(_i, errors);
}
END_TEST

/* ---- Many ---- */

enum { CALLS = 40 };

struct many {
    CORO;
    COIR_TASK(caller) callers[CALLS];
    int pids[CALLS];
    int i;
};

ASYNC(many) {
    MUST(coir_workers_init(&workers, &loop, memory, WORKERS) == 0);
    for (int i = 0; i < CALLS; i++)
        START(&loop, self->callers[i], caller, .function = tell_pid, .output = &self->pids[i],
              .room = sizeof self->pids[i]);
    for (self->i = 0; self->i < CALLS; self->i++) {
        AWAIT(coir_join(&self->callers[self->i].task));
        MUST(self->pids[self->i] == memory[0].pid || self->pids[self->i] == memory[1].pid ||
             self->pids[self->i] == memory[2].pid);
    }
    coir_workers_close(&workers);
}
ASYNC_END

START_TEST(more_calls_than_workers_wait_for_their_turn) {
    RUN_HERE(_i, many);
}
END_TEST

/* ---- Death ---- */

struct dying {
    CORO;
    COIR_TASK(caller) caller;
    int how, pid, i;
};

static const int deaths[] = {0, SIGKILL, SIGTERM, SIGUSR1};

ASYNC(dying) {
    MUST(coir_workers_init(&workers, &loop, memory, 1) == 0);
    for (self->i = 0; self->i < 4; self->i++) {
        self->how = deaths[self->i];
        START(&loop, self->caller, caller, .function = end_at_once, .input = &self->how,
              .size = sizeof self->how);
        while (!coir_done(&self->caller.task))
            AWAIT(coir_sleep(0));
        MUST(coir_outcome(&self->caller.task) == COIR_DIED);
        if (self->how)
            MUST(WTERMSIG(self->caller.frame.work.status) == self->how);
        else
            MUST(WEXITSTATUS(self->caller.frame.work.status) == 7);
        START(&loop, self->caller, caller, .function = tell_pid, .output = &self->pid,
              .room = sizeof self->pid);
        AWAIT(coir_join(&self->caller.task));
        MUST(self->pid == memory[0].pid);
    }
    coir_workers_close(&workers);
}
ASYNC_END

START_TEST(a_worker_that_dies_is_an_error_of_that_call_and_is_replaced) {
    RUN_HERE(_i, dying);
}
END_TEST

struct survived {
    CORO;
    COIR_TASK(caller) caller;
};

ASYNC(survived) {
    left_behind = (pid_t *)mmap(NULL, sizeof *left_behind, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(left_behind != MAP_FAILED);
    MUST(coir_workers_init(&workers, &loop, memory, 1) == 0);
    START(&loop, self->caller, caller, .function = leave_a_program);
    while (!coir_done(&self->caller.task))
        AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->caller.task) == COIR_DIED);
    MUST(*left_behind > 0 && kill(*left_behind, SIGKILL) == 0);
    coir_workers_close(&workers);
    munmap(left_behind, sizeof *left_behind);
}
ASYNC_END

START_TEST(a_program_that_a_worker_leaves_behind_does_not_hide_its_death) {
    RUN_HERE(_i, survived);
}
END_TEST

struct idle_death {
    CORO;
    struct caller caller;
    int pid;
};

/* Killed while it has nothing to do. */
ASYNC(idle_death) {
    siginfo_t info;
    MUST(coir_workers_init(&workers, &loop, memory, 1) == 0);
    self->pid = memory[0].pid;
    kill(self->pid, SIGKILL);
    MUST(waitid(P_PID, (id_t)self->pid, &info, WEXITED | WNOWAIT) == 0);
    AWAIT(self->caller, caller, .function = tell_pid, .output = &self->pid,
          .room = sizeof self->pid);
    MUST(self->pid == memory[0].pid);
    coir_workers_close(&workers);
}
ASYNC_END

START_TEST(one_that_died_while_idle_is_replaced_and_nobody_notices) {
    RUN_HERE(_i, idle_death);
}
END_TEST

/* ---- Cancelling ---- */

struct cancelled {
    CORO;
    COIR_TASK(caller) caller, second;
    struct caller after;
    char *much;
    int when, first_pid, pid;
};

/* After so many turns: before it has the worker, while it writes, while it reads. */
ASYNC(cancelled) {
    self->much = (char *)calloc(1, MUCH);
    MUST(coir_workers_init(&workers, &loop, memory, 1) == 0);
    for (self->when = 0; self->when < 30; self->when++) {
        START(&loop, self->caller, caller, .function = never_end, .input = self->much,
              .size = MUCH);
        START(&loop, self->second, caller, .function = tell_pid, .output = &self->pid,
              .room = sizeof self->pid);
        for (self->pid = 0; self->pid < self->when; self->pid++)
            AWAIT(coir_sleep(0));
        self->first_pid = memory[0].pid;
        coir_cancel(&self->caller.task);
        AWAIT(coir_join(&self->second.task));
        MUST(coir_cancelled(&self->caller.task));
        MUST(self->pid == memory[0].pid);
        if (self->when)
            MUST(kill(self->first_pid, 0) < 0 && errno == ESRCH);
        START(&loop, self->caller, caller, .function = tell_pid, .output = &self->pid,
              .room = sizeof self->pid);
        START(&loop, self->second, caller, .function = tell_pid);
        coir_cancel(&self->second.task);
        AWAIT(coir_join(&self->caller.task));
        MUST(coir_cancelled(&self->second.task));
    }
    coir_workers_close(&workers);
    free(self->much);
}
ASYNC_END

START_TEST(a_cancelled_call_kills_its_worker_which_is_replaced) {
    RUN_HERE(_i, cancelled);
}
END_TEST

struct closing {
    CORO;
    COIR_TASK(caller) running, waiting;
};

ASYNC(closing) {
    MUST(coir_workers_init(&workers, &loop, memory, 1) == 0);
    START(&loop, self->running, caller, .function = never_end);
    START(&loop, self->waiting, caller, .function = never_end);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    coir_workers_close(&workers);
    while (!coir_done(&self->running.task) || !coir_done(&self->waiting.task))
        AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->running.task) == COIR_CLOSED);
    MUST(coir_outcome(&self->waiting.task) == COIR_CLOSED);
}
ASYNC_END

START_TEST(closing_kills_all_and_tells_who_waits) {
    RUN_HERE(_i, closing);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("workers");
    TCase *tests = tcase_create("workers");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, bytes_go_there_and_others_come_back_few_or_many, 0, PORTS);
    tcase_add_loop_test(tests, an_error_of_the_function_is_raised_and_the_worker_lives_on, 0,
                        PORTS);
    tcase_add_loop_test(tests, more_calls_than_workers_wait_for_their_turn, 0, PORTS);
    tcase_add_loop_test(tests, a_worker_that_dies_is_an_error_of_that_call_and_is_replaced, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_program_that_a_worker_leaves_behind_does_not_hide_its_death, 0,
                        PORTS);
    tcase_add_loop_test(tests, one_that_died_while_idle_is_replaced_and_nobody_notices, 0, PORTS);
    tcase_add_loop_test(tests, a_cancelled_call_kills_its_worker_which_is_replaced, 0, PORTS);
    tcase_add_loop_test(tests, closing_kills_all_and_tells_who_waits, 0, PORTS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
