/* test_signal.c - signals arrive in the loop, in order, and nobody loses one; SIGINT stops a program.
 *
 * Each test runs on every port, virtual clock, poll and epoll; none takes time.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "on_ports.h"

/* What the program itself does about a signal. */
static volatile sig_atomic_t own_calls;

static void own(int number) {
    (void)number;
    own_calls++;
}

static void send(int number) {
    kill(getpid(), number);
}

static void (*action_of(int number))(int) {
    struct sigaction action;
    sigaction(number, NULL, &action);
    return action.sa_handler;
}

/* ---- Waiting ---- */

struct waits {
    CORO;
    struct coir_signal watcher;
    int i, got[4];
};

ASYNC(waits) {
    AWAIT(coir_signal_open(&self->watcher, &loop,
                           COIR_SIGNAL(SIGUSR1) | COIR_SIGNAL(SIGUSR2) | COIR_SIGNAL(SIGHUP)));
    send(SIGUSR2);
    send(SIGUSR1);
    send(SIGHUP);
    send(SIGUSR2);
    for (self->i = 0; self->i < 4; self->i++)
        AWAIT_INTO(self->got[self->i], coir_signal_wait(&self->watcher));
    MUST(self->got[0] == SIGUSR2 && self->got[1] == SIGUSR1);
    MUST(self->got[2] == SIGHUP && self->got[3] == SIGUSR2);
    MUST(coir_signal_close(&self->watcher));
    MUST(!coir_signal_close(&self->watcher));
}
ASYNC_END

START_TEST(signals_come_in_the_order_in_which_they_were_sent) {
    RUN(_i, waits);
}
END_TEST

/* Somebody outside, who sends only when told that the loop is about to wait. */
struct outside {
    pthread_t thread, target;
    int number;
};

static void *shoot(void *argument) {
    struct outside *outside = (struct outside *)argument;
    pthread_kill(outside->target, outside->number);
    return NULL;
}

struct is_woken {
    CORO;
    struct coir_signal watcher;
    struct outside outside;
    int got;
};

ASYNC(is_woken) {
    AWAIT(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGUSR1)));
    self->outside.number = SIGUSR1;
    self->outside.target = pthread_self();
    MUST(pthread_create(&self->outside.thread, NULL, shoot, &self->outside) == 0);
    AWAIT_INTO(self->got, coir_signal_wait(&self->watcher));
    pthread_join(self->outside.thread, NULL);
    MUST(self->got == SIGUSR1);
    coir_signal_close(&self->watcher);
}
ASYNC_END

START_TEST(a_signal_wakes_a_loop_that_sleeps) {
    RUN(_i, is_woken);
}
END_TEST

struct takes {
    CORO;
    struct coir_signal *watcher;
    int got;
};

ASYNC(takes) {
    AWAIT_INTO(self->got, coir_signal_wait(self->watcher));
}
ASYNC_END

struct several {
    CORO;
    struct coir_signal watcher, other;
    COIR_TASK(takes) task[4];
    int i;
};

/* Two wait at one watcher, one at each of two; the first is cancelled after it was woken. */
ASYNC(several) {
    AWAIT(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGUSR1)));
    AWAIT(coir_signal_open(&self->other, &loop, COIR_SIGNAL(SIGUSR1)));
    for (self->i = 0; self->i < 4; self->i++)
        START(&loop, self->task[self->i], takes,
              .watcher = self->i < 3 ? &self->watcher : &self->other);
    AWAIT(coir_sleep(0));
    send(SIGUSR1);
    coir_cancel(&self->task[0].task);
    AWAIT(coir_join(&self->task[1].task));
    AWAIT(coir_join(&self->task[3].task));
    MUST(self->task[1].frame.got == SIGUSR1 && self->task[3].frame.got == SIGUSR1);
    MUST(coir_cancelled(&self->task[0].task) && !coir_done(&self->task[2].task));
    coir_signal_close(&self->watcher);
    TRY {
        AWAIT(coir_join(&self->task[2].task));
    }
    CATCH(COIR_CLOSED) {
        self->i = 0;
    }
    TRY_END
    MUST(self->i == 0);
    MUST(coir_signal_wait(&self->watcher) == COIR_CLOSED);
    coir_signal_close(&self->other);
}
ASYNC_END

START_TEST(every_watcher_gets_a_signal_and_in_it_one_task) {
    RUN(_i, several);
}
END_TEST

/* ---- The iterator ---- */

struct iterates {
    CORO;
    struct coir_signals signals;
    int count;
    bool raises;
};

ASYNC(iterates) {
    send(SIGWINCH); /* nobody watches yet */
    ASYNC_FOR(self->signals, coir_signals, .set = COIR_SIGNAL(SIGWINCH) | COIR_SIGNAL(SIGUSR1)) {
        self->count++;
        if (self->signals.value == SIGUSR1)
            break;
        MUST(self->signals.value == SIGWINCH);
        send(SIGUSR1);
    }
    ASYNC_FOR_END
}
ASYNC_END

struct feeds {
    CORO;
    COIR_TASK(iterates) task;
};

ASYNC(feeds) {
    signal(SIGUSR1, own);
    START(&loop, self->task, iterates);
    AWAIT(coir_sleep(0));
    send(SIGWINCH);
    AWAIT(coir_join(&self->task.task));
    MUST(self->task.frame.count == 2);
    MUST(action_of(SIGUSR1) == own && action_of(SIGWINCH) == SIG_DFL);
    /* The same, cancelled while it waits. */
    START(&loop, self->task, iterates);
    AWAIT(coir_sleep(0));
    MUST(action_of(SIGUSR1) != own);
    coir_cancel(&self->task.task);
    TRY {
        AWAIT(coir_join(&self->task.task));
    }
    CATCH(COIR_CANCELLED) {
        MUST(action_of(SIGUSR1) == own);
    }
    TRY_END
    signal(SIGUSR1, SIG_DFL);
}
ASYNC_END

START_TEST(an_iterator_restores_the_handler_however_it_is_left) {
    RUN(_i, feeds);
}
END_TEST

/* ---- Callbacks ---- */

static struct coir_signal callback_watcher;
static int calls;

static int count(void *argument) {
    calls += *(int *)argument;
    return 0;
}

static int close_it(void *argument) {
    (void)argument;
    calls++;
    coir_signal_close(&callback_watcher);
    return COIR_USER(3);
}

struct called {
    CORO;
    int one, ten;
};

ASYNC(called) {
    calls = 0;
    self->one = 1;
    self->ten = 10;
    MUST(coir_on_signal(&callback_watcher, &loop, SIGUSR1, count, &self->one) == 0);
    MUST(coir_on_signal(&callback_watcher, &loop, SIGUSR1, count, &self->ten) == 0);
    send(SIGUSR1);
    send(SIGUSR1);
    MUST(calls == 0);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 20);
    MUST(coir_on_signal(&callback_watcher, &loop, SIGUSR2, count, &self->ten) == COIR_RUNTIME);
    send(SIGUSR1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 30);
    calls = 0;
    MUST(coir_on_signal(&callback_watcher, &loop, SIGUSR1, close_it, NULL) == 0);
    send(SIGUSR1);
    send(SIGUSR1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 1 && reported == COIR_USER(3));
    MUST(!coir_signal_close(&callback_watcher));
}
ASYNC_END

START_TEST(a_callback_runs_in_the_loop_once_per_signal_until_it_closes_the_watcher) {
    RUN(_i, called);
}
END_TEST

/* The watcher is nobody's when it is closed, also in its own callback. */
static int close_and_free(void *argument) {
    struct coir_signal *watcher = (struct coir_signal *)argument;
    coir_signal_close(watcher);
    memset(watcher, 0xa5, sizeof *watcher);
    free(watcher);
    calls++;
    return 0;
}

struct freed {
    CORO;
    struct coir_signal *watcher;
};

ASYNC(freed) {
    calls = 0;
    self->watcher = (struct coir_signal *)calloc(1, sizeof *self->watcher);
    MUST(coir_on_signal(self->watcher, &loop, SIGUSR1, close_and_free, self->watcher) == 0);
    send(SIGUSR1);
    send(SIGUSR1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 1);
}
ASYNC_END

START_TEST(a_callback_may_give_the_memory_of_its_watcher_back) {
    RUN(_i, freed);
}
END_TEST

/* ---- What the program had before ---- */

struct restores {
    CORO;
    struct coir_signal first, second;
};

ASYNC(restores) {
    own_calls = 0;
    signal(SIGUSR1, own);
    AWAIT(coir_signal_open(&self->first, &loop, COIR_SIGNAL(SIGUSR1)));
    AWAIT(coir_signal_open(&self->second, &loop, COIR_SIGNAL(SIGUSR1)));
    coir_signal_close(&self->first);
    send(SIGUSR1);
    MUST(own_calls == 0);
    coir_signal_close(&self->second);
    send(SIGUSR1);
    MUST(own_calls == 1);
    /* A handler that came later is not ours to take away. */
    AWAIT(coir_signal_open(&self->first, &loop, COIR_SIGNAL(SIGUSR2)));
    signal(SIGUSR2, own);
    coir_signal_close(&self->first);
    MUST(action_of(SIGUSR2) == own);
    signal(SIGUSR1, SIG_DFL);
    signal(SIGUSR2, SIG_DFL);
}
ASYNC_END

START_TEST(the_last_watcher_restores_the_handler) {
    RUN(_i, restores);
}
END_TEST

struct refused {
    CORO;
    struct coir_signal watcher, starved;
    struct rlimit limit, none;
};

ASYNC(refused) {
    MUST(coir_signal_open(&self->watcher, &loop, 0) == COIR_VALUE);
    MUST(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGUSR1) | COIR_SIGNAL(SIGKILL)) ==
         COIR_VALUE);
    MUST(action_of(SIGUSR1) == SIG_DFL);
    MUST(coir_on_signal(&self->watcher, &loop, 0, count, NULL) == COIR_VALUE);
    MUST(coir_on_signal(&self->watcher, &loop, 65, count, NULL) == COIR_VALUE);
    MUST(coir_on_signal(&self->watcher, &loop, SIGSTOP, count, NULL) == COIR_VALUE);
    MUST(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGUSR1)) == 0);
    MUST(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGUSR1)) == COIR_RUNTIME);
    MUST(coir_on_signal(&self->watcher, &loop, SIGUSR1, count, NULL) == COIR_RUNTIME);
    getrlimit(RLIMIT_NOFILE, &self->limit);
    self->none = self->limit;
    self->none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &self->none);
    MUST(coir_signal_open(&self->starved, &loop, COIR_SIGNAL(SIGHUP)) == COIR_FILES);
    setrlimit(RLIMIT_NOFILE, &self->limit);
    MUST(action_of(SIGHUP) == SIG_DFL);
    coir_signal_close(&self->watcher);
}
ASYNC_END

START_TEST(what_cannot_be_watched_is_an_error_and_changes_nothing) {
    signal(SIGHUP, SIG_DFL); /* nohup has it ignored */
    RUN(_i, refused);
}
END_TEST

/* A forked child must neither tell its parent of its signals nor be deaf to them. */
struct forks {
    CORO;
    struct coir_signal watcher;
    int status;
    pid_t child;
};

ASYNC(forks) {
    AWAIT(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGTERM)));
    self->child = fork();
    if (self->child == 0) {
        raise(SIGTERM);
        _exit(1);
    }
    waitpid(self->child, &self->status, 0);
    MUST(WIFSIGNALED(self->status) && WTERMSIG(self->status) == SIGTERM);
    send(SIGTERM);
    MUST(coir_signal_wait(&self->watcher) == SIGTERM);
    coir_signal_close(&self->watcher);
}
ASYNC_END

START_TEST(a_forked_child_has_the_default_action) {
    RUN(_i, forks);
}
END_TEST

/* One that watches by itself is told of its own signals, and its parent is not. */
struct forks_and_watches {
    CORO;
    struct coir_signal watcher, own;
    int status;
    pid_t child;
    void (*before)(int);
};

static int watch_in_child(struct coir_signal *inherited, struct coir_signal *watcher) {
    if (coir_signal_open(watcher, &loop, COIR_SIGNAL(SIGTERM)) != 0)
        return 1;
    raise(SIGTERM);
    if (coir_signal_wait(watcher) != SIGTERM || !coir_signal_close(watcher))
        return 2;
    coir_signal_close(inherited);
    return action_of(SIGTERM) == SIG_DFL ? 0 : 3;
}

ASYNC(forks_and_watches) {
    self->before = action_of(SIGTERM);
    AWAIT(coir_signal_open(&self->watcher, &loop, COIR_SIGNAL(SIGTERM) | COIR_SIGNAL(SIGUSR1)));
    self->child = fork();
    if (self->child == 0)
        _exit(watch_in_child(&self->watcher, &self->own));
    waitpid(self->child, &self->status, 0);
    MUST(WIFEXITED(self->status) && WEXITSTATUS(self->status) == 0);
    send(SIGUSR1);
    MUST(coir_signal_wait(&self->watcher) == SIGUSR1);
    coir_signal_close(&self->watcher);
    MUST(action_of(SIGTERM) == self->before);
}
ASYNC_END

START_TEST(a_forked_child_that_watches_does_not_tell_its_parent) {
    RUN(_i, forks_and_watches);
}
END_TEST

/* ---- Several threads, a loop in each ---- */

struct in_thread {
    CORO;
    struct coir_signal watcher;
    int i, rounds;
};

static pthread_barrier_t all_watch;

/* Watchers come and go while handlers walk along them. */
ASYNC(in_thread) {
    for (self->i = 0; self->i < self->rounds; self->i++) {
        AWAIT(coir_signal_open(&self->watcher, coir_running_loop(), COIR_SIGNAL(SIGUSR1)));
        raise(SIGUSR1); /* to this thread, in which all watchers are told */
        AWAIT(coir_signal_wait(&self->watcher));
        coir_signal_close(&self->watcher);
    }
    AWAIT(coir_signal_open(&self->watcher, coir_running_loop(), COIR_SIGNAL(SIGUSR2)));
    pthread_barrier_wait(&all_watch);
    AWAIT(coir_signal_wait(&self->watcher));
    pthread_barrier_wait(&all_watch); /* who closes first must not be asked again */
    coir_signal_close(&self->watcher);
}
ASYNC_END

static void *run_thread(void *argument) {
    static COIR_THREAD_LOCAL_ COIR_TASK(in_thread) task;
    static COIR_THREAD_LOCAL_ struct coir_loop own_loop;
    struct coir_poll port;
    (void)argument;
    coir_poll_init(&port);
    coir_loop_init(&own_loop, &port.port);
    START(&own_loop, task, in_thread, .rounds = 50);
    coir_run_main(&own_loop, &task.task);
    coir_loop_close(&own_loop);
    coir_poll_close(&port);
    return NULL;
}

START_TEST(loops_in_several_threads_watch_the_same_signal) {
    pthread_t thread[3];
    int before = open_descriptors();
    pthread_barrier_init(&all_watch, NULL, 4);
    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, run_thread, NULL);
    pthread_barrier_wait(&all_watch);
    raise(SIGUSR2);
    pthread_barrier_wait(&all_watch);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    pthread_barrier_destroy(&all_watch);
    ck_assert_int_eq(open_descriptors(), before);
    ck_assert(action_of(SIGUSR1) == SIG_DFL && action_of(SIGUSR2) == SIG_DFL);
}
END_TEST

/* ---- SIGINT and COIR_RUN ---- */

static int told[2]; /* a pipe: what the program did, for the test */

static void tell(char what) {
    ck_assert_int_eq((int)write(told[1], &what, 1), 1);
}

struct sleeps {
    CORO;
};

ASYNC(sleeps) {
    TRY {
        raise(SIGINT);
        AWAIT(coir_sleep(COIR_S(1000)));
    }
    FINALLY {
        AWAIT(coir_sleep(0));
        tell('c');
    }
    TRY_END
}
ASYNC_END

struct swallows {
    CORO;
    int result;
};

ASYNC(swallows) {
    TRY {
        raise(SIGINT);
        AWAIT(coir_sleep(COIR_S(1000)));
    }
    CATCH(COIR_CANCELLED) {
        tell('s');
    }
    TRY_END
}
ASYNC_END

struct cleans_long {
    CORO;
};

ASYNC(cleans_long) {
    TRY {
        raise(SIGINT);
        AWAIT(coir_sleep(COIR_S(1000)));
    }
    FINALLY {
        tell('c');
        raise(SIGINT);
        tell('!');
    }
    TRY_END
}
ASYNC_END

struct leftover {
    CORO;
};

ASYNC(leftover) {
    TRY {
        AWAIT(coir_sleep(COIR_S(1000)));
    }
    FINALLY {
        raise(SIGINT);
        AWAIT(coir_sleep(COIR_S(1)));
        tell('!');
    }
    TRY_END
}
ASYNC_END

struct leaves_one {
    CORO;
    COIR_TASK(leftover) task;
};

ASYNC(leaves_one) {
    START(coir_running_loop(), self->task, leftover);
    AWAIT(coir_sleep(0));
}
ASYNC_END

static int interrupt(void *none) {
    (void)none;
    raise(SIGINT);
    return 0;
}

struct last_word {
    CORO;
    struct coir_handle handle;
};

/* When it runs, the loop has no turn any more in which somebody could be cancelled. */
ASYNC(last_word) {
    AWAIT(coir_on_done(coir_current(), &self->handle, interrupt, NULL));
}
ASYNC_END

struct has_own {
    CORO;
    struct coir_signal watcher;
    int got;
};

ASYNC(has_own) {
    AWAIT(coir_signal_open(&self->watcher, coir_running_loop(), COIR_SIGNAL(SIGINT)));
    raise(SIGINT);
    AWAIT_INTO(self->got, coir_signal_wait(&self->watcher));
    raise(SIGINT);
    AWAIT_INTO(self->got, coir_signal_wait(&self->watcher));
    coir_signal_close(&self->watcher);
    tell('o');
    raise(SIGINT);
    AWAIT(coir_sleep(COIR_S(1000)));
    tell('!');
}
ASYNC_END

static int run_sleeps(void) {
    return COIR_RUN(sleeps);
}
static int run_swallows(void) {
    return COIR_RUN(swallows);
}
static int run_cleans_long(void) {
    return COIR_RUN(cleans_long);
}
static int run_leaves_one(void) {
    return COIR_RUN(leaves_one);
}
static int run_last_word(void) {
    return COIR_RUN(last_word);
}
static int run_has_own(void) {
    return COIR_RUN(has_own);
}
static int run_with_handler(void) {
    own_calls = 0;
    signal(SIGINT, own);
    if (run_swallows() != 0 || own_calls != 1)
        return 99;
    return 0;
}
static int run_twice(void) {
    return run_swallows() || run_sleeps() != 130 || action_of(SIGINT) != SIG_DFL;
}

static const struct {
    int (*program)(void);
    const char *clock, *tells;
    int exits, dies;
} cases[] = {
    {run_sleeps, "virtual", "c", 130, 0},
    {run_sleeps, "real", "c", 130, 0},
    {run_swallows, "virtual", "s", 0, 0},
    {run_swallows, "real", "s", 0, 0},
    {run_cleans_long, "virtual", "c", 0, SIGINT},
    {run_cleans_long, "real", "c", 0, SIGINT},
    {run_leaves_one, "virtual", "", 0, SIGINT},
    {run_leaves_one, "real", "", 0, SIGINT},
    {run_last_word, "virtual", "", 0, SIGINT},
    {run_last_word, "real", "", 0, SIGINT},
    {run_has_own, "virtual", "o", 130, 0},
    {run_has_own, "real", "o", 130, 0},
    {run_with_handler, "virtual", "", 0, 0},
    {run_twice, "virtual", "sc", 0, 0},
    {run_twice, "real", "sc", 0, 0},
};

/* The program runs in a child, and its SIGINT comes from itself. */
START_TEST(sigint_cancels_once_then_kills) {
    char tells[8] = "";
    int status;
    pid_t child;
    ck_assert_int_eq(pipe(told), 0);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        signal(SIGINT, SIG_DFL);
        setenv("COIR_CLOCK", cases[_i].clock, 1);
        _exit(cases[_i].program());
    }
    close(told[1]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_ge((int)read(told[0], tells, sizeof tells - 1), 0);
    close(told[0]);
    ck_assert_str_eq(tells, cases[_i].tells);
    ck_assert_int_eq(WIFSIGNALED(status) ? WTERMSIG(status) : 0, cases[_i].dies);
    if (WIFEXITED(status))
        ck_assert_int_eq(WEXITSTATUS(status), cases[_i].exits);
}
END_TEST

/* Only one of them has it at a time, and each gives it back: ThreadSanitizer looks on. */
struct short_one {
    CORO;
};

ASYNC(short_one) {
    AWAIT(coir_sleep(0));
}
ASYNC_END

static void *run_many(void *argument) {
    for (int i = 0; i < 200; i++)
        if (COIR_RUN(short_one) != 0)
            return argument;
    return NULL;
}

START_TEST(programs_in_several_threads_do_not_quarrel_about_sigint) {
    pthread_t thread[3];
    void *failed;
    signal(SIGINT, SIG_DFL);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, run_many, &loop), 0);
    for (int i = 0; i < 3; i++) {
        pthread_join(thread[i], &failed);
        ck_assert_ptr_null(failed);
    }
    ck_assert(action_of(SIGINT) == SIG_DFL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("signal");
    TCase *ports = tcase_create("on each port");
    TCase *program = tcase_create("programs");
    TCase *threads = tcase_create("threads");
    tcase_add_loop_test(ports, a_forked_child_has_the_default_action, 0, PORTS);
    tcase_add_loop_test(ports, signals_come_in_the_order_in_which_they_were_sent, 0, PORTS);
    tcase_add_loop_test(ports, a_signal_wakes_a_loop_that_sleeps, 0, PORTS);
    tcase_add_loop_test(ports, every_watcher_gets_a_signal_and_in_it_one_task, 0, PORTS);
    tcase_add_loop_test(ports, an_iterator_restores_the_handler_however_it_is_left, 0, PORTS);
    tcase_add_loop_test(
        ports, a_callback_runs_in_the_loop_once_per_signal_until_it_closes_the_watcher, 0, PORTS);
    tcase_add_loop_test(ports, a_callback_may_give_the_memory_of_its_watcher_back, 0, PORTS);
    tcase_add_loop_test(ports, a_forked_child_that_watches_does_not_tell_its_parent, 0, PORTS);
    tcase_add_loop_test(ports, the_last_watcher_restores_the_handler, 0, PORTS);
    tcase_add_loop_test(ports, what_cannot_be_watched_is_an_error_and_changes_nothing, 0, PORTS);
    tcase_add_test(threads, programs_in_several_threads_do_not_quarrel_about_sigint);
    tcase_add_test(threads, loops_in_several_threads_watch_the_same_signal);
    tcase_add_loop_test(program, sigint_cancels_once_then_kills, 0,
                        (int)(sizeof cases / sizeof cases[0]));
    tcase_set_timeout(ports, 60);
    tcase_set_timeout(program, 60);
    tcase_set_timeout(threads, 60);
    suite_add_tcase(suite, program); /* first: it forks, and there is no thread yet */
    suite_add_tcase(suite, ports);
    suite_add_tcase(suite, threads);
    return run_suite(suite);
}
