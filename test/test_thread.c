/* test_thread.c - functions in threads: outcomes, cancelling, pools, and loops in several threads.
 *
 * What a thread does when is decided by gates, never by time. Run it under ThreadSanitizer too.
 * SPDX-License-Identifier: MIT
 */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "coir/coir.h"
#ifdef __linux__
#include "coir/epoll.h"
#endif

/* The ports in turn: the number of a loop test. */
enum { VIRTUAL, POLL, EPOLL, PORTS };

/* A loop and the three ports it may have. */
struct bench {
    struct coir_virtual virtual_port;
    struct coir_poll poll_port;
#ifdef __linux__
    struct coir_epoll epoll_port;
#endif
    struct coir_loop loop;
};

static struct bench bench;
static struct coir_loop *const loop = &bench.loop;

static void begin_on(struct bench *on, int port) {
    struct coir_port *chosen = &on->virtual_port.port;
    coir_virtual_init(&on->virtual_port);
    ck_assert_int_eq(coir_poll_init(&on->poll_port), 0);
    if (port == POLL)
        chosen = &on->poll_port.port;
#ifdef __linux__
    ck_assert_int_eq(coir_epoll_init(&on->epoll_port), 0);
    if (port == EPOLL)
        chosen = &on->epoll_port.port;
#endif
    coir_loop_init(&on->loop, chosen);
}

static void end_on(struct bench *on) {
    coir_loop_close(&on->loop);
    coir_virtual_close(&on->virtual_port);
    coir_poll_close(&on->poll_port);
#ifdef __linux__
    coir_epoll_close(&on->epoll_port);
#endif
}

/* Runs one coroutine as the main task on this port, and gives its outcome. */
#define RUN(which, name)                                                                           \
    do {                                                                                           \
        static COIR_TASK(name) main_;                                                              \
        int outcome_;                                                                              \
        memset(&main_, 0, sizeof main_);                                                           \
        begin_on(&bench, which);                                                                   \
        START(loop, main_, name);                                                                  \
        outcome_ = coir_run_main(loop, &main_.task);                                               \
        end_on(&bench);                                                                            \
        ck_assert_int_eq(outcome_, 0);                                                             \
    } while (0)

/* An assertion in a coroutine. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition);                               \
            RAISE(COIR_USER(1));                                                                   \
        }                                                                                          \
    } while (0)

/* A gate that threads wait at. */
struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int entered, open;
};
#define GATE                                                                                       \
    { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0 }

/* In a thread: be counted, and wait until it is open. Gives how many came before it, and it. */
static int pass(void *argument) {
    struct gate *gate = (struct gate *)argument;
    int n;
    pthread_mutex_lock(&gate->mutex);
    n = ++gate->entered;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->open)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
    return n;
}

static void open_gate(struct gate *gate) {
    pthread_mutex_lock(&gate->mutex);
    gate->open = 1;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

/* Holds this thread until so many stand before the gate. */
static void await_entered(struct gate *gate, int n) {
    pthread_mutex_lock(&gate->mutex);
    while (gate->entered < n)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

static int entered(struct gate *gate) {
    int n;
    pthread_mutex_lock(&gate->mutex);
    n = gate->entered;
    pthread_mutex_unlock(&gate->mutex);
    return n;
}

static void reset(struct gate *gate) {
    pthread_mutex_lock(&gate->mutex);
    gate->entered = gate->open = 0;
    pthread_mutex_unlock(&gate->mutex);
}

static struct gate gate = GATE, second_gate = GATE;

/* How often the argument of an abandoned function was released. */
static int released;

static void release(void *argument) {
    (void)argument;
    released++;
}

/* A task that runs a function in a thread. */
struct caller {
    CORO;
    int (*function)(void *argument);
    void *argument;
    struct coir_pool *pool;
    bool abandon;
    struct coir_to_thread work;
    int result;
};

ASYNC(caller) {
    AWAIT(self->work, coir_to_thread, .function = self->function, .argument = self->argument,
          .pool = self->pool, .abandon = self->abandon, .release = release);
    RETURN(self->work.result);
}
ASYNC_END

/* ---- Outcomes ---- */

static int give(void *argument) {
    return *(int *)argument;
}

struct outcomes {
    CORO;
    struct coir_to_thread work;
    int value, error;
};

ASYNC(outcomes) {
    self->value = 7;
    AWAIT(self->work, coir_to_thread, .function = give, .argument = &self->value);
    MUST(self->work.result == 7);
    self->value = 1000000;
    AWAIT(self->work, coir_to_thread, .function = give, .argument = &self->value);
    MUST(self->work.result == 1000000);
    self->value = COIR_REFUSED;
    TRY {
        AWAIT(self->work, coir_to_thread, .function = give, .argument = &self->value);
    }
    CATCH(COIR_REFUSED) {
        self->error = CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_REFUSED);
    for (self->value = -1; self->value > -600; self->value -= 299) {
        TRY {
            AWAIT(self->work, coir_to_thread, .function = give, .argument = &self->value);
        }
        CATCH(COIR_SYSTEM) {
            self->error++;
        }
        TRY_END
    }
    MUST(self->error == COIR_REFUSED + 3);
}
ASYNC_END

START_TEST(a_result_is_kept_an_error_raised_and_what_is_none_is_a_system_error) {
    RUN(_i, outcomes);
}
END_TEST

static pthread_t ran_in;

static int note_thread(void *argument) {
    (void)argument;
    ran_in = pthread_self();
    return 0;
}

struct elsewhere {
    CORO;
    COIR_TASK(caller) blocked;
    struct coir_to_thread work;
};

ASYNC(elsewhere) {
    reset(&gate);
    START(loop, self->blocked, caller, .function = pass, .argument = &gate);
    AWAIT(self->work, coir_to_thread, .function = note_thread);
    MUST(!pthread_equal(ran_in, pthread_self()));
    MUST(!coir_done(&self->blocked.task));
    open_gate(&gate);
    AWAIT(coir_join(&self->blocked.task));
    MUST(self->blocked.frame.result == 1);
}
ASYNC_END

START_TEST(while_one_function_blocks_the_loop_and_other_functions_go_on) {
    RUN(_i, elsewhere);
}
END_TEST

struct waits {
    CORO;
    COIR_TASK(caller) blocked;
};

ASYNC(waits) {
    reset(&gate);
    START(loop, self->blocked, caller, .function = pass, .argument = &gate);
    AWAIT(coir_sleep(0));
    coir_cancel(&self->blocked.task);
    open_gate(&gate);
    AWAIT(coir_sleep(0));
    while (!coir_done(&self->blocked.task))
        AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->blocked.task));
}
ASYNC_END

START_TEST(cancelled_at_any_moment_a_caller_ends_cancelled) {
    for (int i = 0; i < 50; i++)
        RUN(_i, waits);
}
END_TEST

/* ---- Cancelling ---- */

static struct coir_pool pool;

struct canceller {
    CORO;
    COIR_TASK(caller) first, second;
    bool abandon;
    int i;
};

/* The first runs, the second is queued behind it. */
ASYNC(canceller) {
    released = 0;
    reset(&gate);
    coir_pool_init(&pool, 1);
    START(loop, self->first, caller, .function = pass, .argument = &gate, .pool = &pool);
    START(loop, self->second, caller, .function = pass, .argument = &second_gate, .pool = &pool);
    AWAIT(coir_sleep(0));
    await_entered(&gate, 1);
    reset(&second_gate);
    coir_cancel(&self->second.task);
    coir_cancel(&self->first.task);
    for (self->i = 0; self->i < 20; self->i++)
        AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->second.task));
    MUST(!coir_done(&self->first.task));
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    MUST(!coir_done(&self->first.task));
    open_gate(&gate);
    while (!coir_done(&self->first.task))
        AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->first.task));
    coir_pool_close(&pool);
    MUST(entered(&second_gate) == 0);
    MUST(!self->first.frame.work.left && !self->second.frame.work.left && released == 0);
}
ASYNC_END

START_TEST(a_cancelled_caller_waits_for_its_function_and_one_not_begun_is_dropped) {
    RUN(_i, canceller);
}
END_TEST

struct leaver {
    CORO;
    COIR_TASK(caller) first, second;
};

ASYNC(leaver) {
    released = 0;
    reset(&gate);
    coir_pool_init(&pool, 1);
    START(loop, self->first, caller, .function = pass, .argument = &gate, .pool = &pool,
          .abandon = true);
    AWAIT(coir_sleep(0));
    await_entered(&gate, 1);
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->first.task));
    MUST(self->first.frame.work.left);
    memset(&self->first, 0, sizeof self->first);
    START(loop, self->second, caller, .function = pass, .argument = &gate, .pool = &pool);
    AWAIT(coir_sleep(0));
    MUST(entered(&gate) == 1);
    open_gate(&gate);
    AWAIT(coir_join(&self->second.task));
    MUST(self->second.frame.result == 2);
    MUST(!self->second.frame.work.left);
    coir_pool_close(&pool);
    MUST(released == 1);
}
ASYNC_END

START_TEST(an_abandoned_function_finishes_alone_and_its_thread_goes_on) {
    RUN(_i, leaver);
}
END_TEST

static int refuse(void *argument) {
    pass(argument);
    return COIR_REFUSED;
}

struct swallower {
    CORO;
    COIR_TASK(caller) first;
};

ASYNC(swallower) {
    reset(&gate);
    START(loop, self->first, caller, .function = refuse, .argument = &gate);
    AWAIT(coir_sleep(0));
    await_entered(&gate, 1);
    coir_cancel(&self->first.task);
    AWAIT(coir_sleep(0));
    open_gate(&gate);
    while (!coir_done(&self->first.task))
        AWAIT(coir_sleep(0));
    MUST(coir_cancelled(&self->first.task));
    reset(&gate);
    START(loop, self->first, caller, .function = refuse, .argument = &gate);
    AWAIT(coir_sleep(0));
    await_entered(&gate, 1);
    coir_cancel(&self->first.task);
    coir_uncancel(&self->first.task);
    open_gate(&gate);
    while (!coir_done(&self->first.task))
        AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->first.task) == COIR_REFUSED);
}
ASYNC_END

START_TEST(a_cancellation_counts_more_than_the_functions_error_unless_it_is_taken_back) {
    RUN(_i, swallower);
}
END_TEST

struct hurried {
    CORO;
    struct coir_timeout timeout;
    struct coir_to_thread work;
    int error;
};

ASYNC(hurried) {
    reset(&gate);
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(1)) {
            AWAIT(self->work, coir_to_thread, .function = pass, .argument = &gate, .abandon = true);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        self->error = CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_TIMEOUT);
    open_gate(&gate);
}
ASYNC_END

START_TEST(a_timeout_leaves_an_abandoned_function_behind_and_closing_the_loop_waits_for_it) {
    RUN(_i, hurried);
}
END_TEST

/* ---- Pools ---- */

enum { MANY = 200 };
static int counted, most;
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

static int count(void *argument) {
    pthread_mutex_lock(&counting);
    counted++;
    pthread_mutex_unlock(&counting);
    return *(int *)argument;
}

struct many {
    CORO;
    COIR_TASK(caller) callers[MANY];
    int values[MANY];
    int i;
};

ASYNC(many) {
    counted = 0;
    coir_pool_init(&pool, 4);
    for (int i = 0; i < MANY; i++) {
        self->values[i] = i;
        START(loop, self->callers[i], caller, .function = count, .argument = &self->values[i],
              .pool = i % 2 ? &pool : NULL);
    }
    for (self->i = 0; self->i < MANY; self->i++) {
        AWAIT(coir_join(&self->callers[self->i].task));
        MUST(self->callers[self->i].frame.result == self->i);
    }
    MUST(counted == MANY);
    MUST(pool.threads <= 4);
    coir_pool_close(&pool);
}
ASYNC_END

START_TEST(many_calls_share_few_threads_and_each_gets_its_own_result) {
    RUN(_i, many);
}
END_TEST

static int overlap;

static int crowd(void *argument) {
    pthread_mutex_lock(&counting);
    if (++overlap > most)
        most = overlap;
    pthread_mutex_unlock(&counting);
    pass(argument);
    pthread_mutex_lock(&counting);
    overlap--;
    pthread_mutex_unlock(&counting);
    return 0;
}

struct three {
    CORO;
    COIR_TASK(caller) callers[5];
    int i;
};

ASYNC(three) {
    most = overlap = 0;
    reset(&gate);
    coir_pool_init(&pool, 3);
    for (int i = 0; i < 5; i++)
        START(loop, self->callers[i], caller, .function = crowd, .argument = &gate, .pool = &pool);
    AWAIT(coir_sleep(0));
    await_entered(&gate, 3);
    open_gate(&gate);
    for (self->i = 0; self->i < 5; self->i++)
        AWAIT(coir_join(&self->callers[self->i].task));
    MUST(most == 3);
    coir_pool_close(&pool);
}
ASYNC_END

START_TEST(as_many_functions_run_at_a_time_as_the_pool_has_threads) {
    RUN(_i, three);
}
END_TEST

/* A foreign thread closes a pool. */
static void *close_pool(void *argument) {
    coir_pool_close((struct coir_pool *)argument);
    return NULL;
}

struct closer {
    CORO;
    COIR_TASK(caller) first, second, third;
    pthread_t thread;
};

ASYNC(closer) {
    reset(&gate);
    coir_pool_init(&pool, 1);
    START(loop, self->first, caller, .function = pass, .argument = &gate, .pool = &pool);
    START(loop, self->second, caller, .function = pass, .argument = &gate, .pool = &pool);
    AWAIT(coir_sleep(0));
    await_entered(&gate, 1);
    pthread_create(&self->thread, NULL, close_pool, &pool);
    while (!coir_done(&self->second.task))
        AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->second.task) == COIR_CLOSED);
    MUST(!coir_done(&self->first.task));
    START(loop, self->third, caller, .function = pass, .argument = &gate, .pool = &pool);
    while (!coir_done(&self->third.task))
        AWAIT(coir_sleep(0));
    MUST(coir_outcome(&self->third.task) == COIR_CLOSED);
    open_gate(&gate);
    AWAIT(coir_join(&self->first.task));
    pthread_join(self->thread, NULL);
    coir_pool_close(&pool);
}
ASYNC_END

START_TEST(closing_a_pool_waits_for_what_runs_and_tells_those_that_have_not_begun) {
    RUN(_i, closer);
}
END_TEST

/* ---- Context variables ---- */

static const struct coir_var user = {"user"}, place = {"place"};

static int look(void *argument) {
    struct coir_token token;
    const char *seen = (const char *)coir_var_get(&user, (void *)"nobody");
    if (strcmp((const char *)coir_var_get(&place, (void *)"nowhere"), "nowhere") != 0)
        return COIR_VALUE; /* what an earlier function of this thread set */
    coir_var_set(&user, &token, (void *)"thread");
    coir_var_set(&place, &token, (void *)"thread");
    return strcmp(seen, (const char *)argument) == 0;
}

struct context {
    CORO;
    struct coir_to_thread work;
    struct coir_token token;
};

ASYNC(context) {
    coir_pool_init(&pool, 1);
    coir_var_set(&user, &self->token, (void *)"ann");
    AWAIT(self->work, coir_to_thread, .function = look, .argument = (void *)"ann", .pool = &pool);
    MUST(self->work.result == 1);
    MUST(strcmp((const char *)coir_var_get(&user, NULL), "ann") == 0);
    AWAIT(self->work, coir_to_thread, .function = look, .argument = (void *)"nobody", .pool = &pool,
          .abandon = true);
    MUST(self->work.result == 1);
    coir_pool_close(&pool);
}
ASYNC_END

START_TEST(a_function_sees_the_variables_of_its_task_and_sets_only_its_own) {
    RUN(_i, context);
}
END_TEST

/* ---- From other threads ---- */

static struct coir_event event;

static int set_event(void *argument) {
    coir_event_set((struct coir_event *)argument);
    return 0;
}

static void *set_from_thread(void *argument) {
    static struct coir_handle handle;
    memset(&handle, 0, sizeof handle);
    coir_call_soon_threadsafe((struct coir_loop *)argument, &handle, set_event, &event);
    return NULL;
}

struct waiter {
    CORO;
    pthread_t thread;
};

ASYNC(waiter) {
    coir_event_init(&event);
    coir_external(loop, 1);
    pthread_create(&self->thread, NULL, set_from_thread, loop);
    AWAIT(coir_event_wait(&event));
    coir_external(loop, -1);
    pthread_join(self->thread, NULL);
}
ASYNC_END

START_TEST(a_thread_sets_an_event_and_wakes_a_loop_that_sleeps) {
    RUN(_i, waiter);
}
END_TEST

/* ---- Four threads, a loop each, passing work to each other ---- */

enum { LOOPS = 4, ROUNDS = 500 };

/* A token that goes round: each loop adds one, and hands it to the next. */
struct member {
    struct bench bench;
    struct coir_queue queue;
    void *slots[LOOPS * 2];
    struct member *next;
    int seen, port;
    pthread_t thread;
};

struct parcel {
    struct coir_handle handle;
    struct member *to;
    int hops;
};

static struct member members[LOOPS];
static struct parcel parcels[LOOPS];

static int deliver(void *argument) {
    struct parcel *parcel = (struct parcel *)argument;
    return coir_queue_put_nowait(&parcel->to->queue, &parcel);
}

static void send_on(struct parcel *parcel, struct member *to) {
    parcel->to = to;
    coir_call_soon_threadsafe(&to->bench.loop, &parcel->handle, deliver, parcel);
}

struct relay {
    CORO;
    struct member *me;
    struct parcel *parcel;
    struct coir_to_thread work;
    int left;
};

/* Each member sees every parcel ROUNDS times; now and then it asks a thread of the shared pool. */
ASYNC(relay) {
    coir_external(coir_running_loop(), 1);
    for (self->left = LOOPS * ROUNDS; self->left; self->left--) {
        AWAIT(coir_queue_get(&self->me->queue, &self->parcel));
        self->me->seen++;
        if (self->left % 50 == 0)
            AWAIT(self->work, coir_to_thread, .function = give, .argument = &self->me->port,
                  .pool = &pool);
        if (++self->parcel->hops < LOOPS * ROUNDS)
            send_on(self->parcel, self->me->next);
    }
    coir_external(coir_running_loop(), -1);
}
ASYNC_END

static void *run_member(void *argument) {
    struct member *me = (struct member *)argument;
    static COIR_THREAD_LOCAL_ COIR_TASK(relay) task;
    START(&me->bench.loop, task, relay, .me = me);
    if (coir_run_main(&me->bench.loop, &task.task) < 0)
        me->seen = -1;
    return NULL;
}

START_TEST(four_loops_in_four_threads_pass_work_to_each_other) {
    coir_pool_init(&pool, 2);
    memset(members, 0, sizeof members);
    memset(parcels, 0, sizeof parcels);
    for (int i = 0; i < LOOPS; i++) {
        members[i].next = &members[(i + 1) % LOOPS];
        members[i].port = i % PORTS;
        begin_on(&members[i].bench, i % PORTS);
        coir_queue_init(&members[i].queue, members[i].slots, sizeof(void *), LOOPS * 2);
    }
    for (int i = 0; i < LOOPS; i++)
        send_on(&parcels[i], &members[i]);
    for (int i = 0; i < LOOPS; i++)
        pthread_create(&members[i].thread, NULL, run_member, &members[i]);
    for (int i = 0; i < LOOPS; i++)
        pthread_join(members[i].thread, NULL);
    coir_pool_close(&pool);
    for (int i = 0; i < LOOPS; i++) {
        ck_assert_int_eq(members[i].seen, LOOPS * ROUNDS);
        end_on(&members[i].bench);
    }
}
END_TEST

/* A function in a thread may run a loop of its own. */
struct inner {
    CORO;
};

ASYNC(inner) {
    AWAIT(coir_sleep(0));
}
ASYNC_END

static int run_inner(void *argument) {
    (void)argument;
    return COIR_RUN(inner);
}

struct outer {
    CORO;
    struct coir_to_thread work;
};

ASYNC(outer) {
    AWAIT(self->work, coir_to_thread, .function = run_inner);
    MUST(self->work.result == 0);
    MUST(coir_running_loop() == loop);
}
ASYNC_END

START_TEST(a_function_in_a_thread_may_run_a_loop) {
    RUN(_i, outer);
}
END_TEST

START_TEST(the_default_is_four_more_than_processors_and_at_most_32) {
    ck_assert_uint_ge(coir_pool_default(), 5);
    ck_assert_uint_le(coir_pool_default(), 32);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("thread");
    TCase *tests = tcase_create("thread");
    SRunner *runner;
    int failed;
    tcase_set_timeout(tests, 120);
#define EACH_PORT(test) tcase_add_loop_test(tests, test, 0, PORTS)
    EACH_PORT(a_result_is_kept_an_error_raised_and_what_is_none_is_a_system_error);
    EACH_PORT(while_one_function_blocks_the_loop_and_other_functions_go_on);
    EACH_PORT(cancelled_at_any_moment_a_caller_ends_cancelled);
    EACH_PORT(a_cancelled_caller_waits_for_its_function_and_one_not_begun_is_dropped);
    EACH_PORT(an_abandoned_function_finishes_alone_and_its_thread_goes_on);
    EACH_PORT(a_cancellation_counts_more_than_the_functions_error_unless_it_is_taken_back);
    EACH_PORT(a_timeout_leaves_an_abandoned_function_behind_and_closing_the_loop_waits_for_it);
    EACH_PORT(many_calls_share_few_threads_and_each_gets_its_own_result);
    EACH_PORT(as_many_functions_run_at_a_time_as_the_pool_has_threads);
    EACH_PORT(closing_a_pool_waits_for_what_runs_and_tells_those_that_have_not_begun);
    EACH_PORT(a_function_sees_the_variables_of_its_task_and_sets_only_its_own);
    EACH_PORT(a_thread_sets_an_event_and_wakes_a_loop_that_sleeps);
    tcase_add_test(tests, four_loops_in_four_threads_pass_work_to_each_other);
    EACH_PORT(a_function_in_a_thread_may_run_a_loop);
    tcase_add_test(tests, the_default_is_four_more_than_processors_and_at_most_32);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
