/* pthreads.c - the workloads that make sense with a thread per task.
 *
 * A switch is a hand-over between two threads through a mutex and a condition variable, on one
 * processor, as coroutines have it. Both threads' CPU time counts.
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>

#include "bench.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_changed = PTHREAD_COND_INITIALIZER;
static int turn;

struct player {
    int number;
    long i, to;
};

static void *take_turns(void *argument) {
    struct player *self = (struct player *)argument;
    pthread_mutex_lock(&mutex);
    for (; self->i < self->to; self->i++) {
        while (turn != self->number)
            pthread_cond_wait(&turn_changed, &mutex);
        turn = !turn;
        pthread_cond_signal(&turn_changed);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void stay_on_one_processor(void) {
    cpu_set_t set;
    int here = sched_getcpu();
    CPU_ZERO(&set);
    CPU_SET(here < 0 ? 0 : here, &set);
    sched_setaffinity(0, sizeof set, &set);
}

static double t1(long n) {
    struct player player[2] = {{0, 0, n / 2}, {1, 0, n / 2}};
    pthread_t other;
    stay_on_one_processor();
    must(!pthread_create(&other, NULL, take_turns, &player[1]), "thread");
    start();
    take_turns(&player[0]);
    pthread_join(other, NULL);
    return per_operation(n / 2 * 2);
}

static void *add(void *argument) {
    int *number = (int *)argument;
    number[2] = number[0] + number[1];
    return NULL;
}

static double t2b(long n) {
    int64_t sum = 0;
    start();
    for (long i = 0; i < n; i++) {
        int number[3] = {(int)i, 1, 0};
        pthread_t thread;
        must(!pthread_create(&thread, NULL, add, number), "thread");
        pthread_join(thread, NULL);
        sum += number[2];
    }
    must(sum == (int64_t)n * (n + 1) / 2, "sum");
    return per_operation(n);
}

static void *sleep_long(void *argument) {
    pthread_mutex_lock(&mutex);
    ++*(long *)argument;
    pthread_cond_signal(&turn_changed);
    pthread_mutex_unlock(&mutex);
    sleep(1000);
    return NULL;
}

/* Default stacks; what the kernel keeps for a thread is not in RSS. */
static double t3(long n) {
    double before = resident();
    long asleep = 0;
    for (long i = 0; i < n; i++) {
        pthread_t thread;
        must(!pthread_create(&thread, NULL, sleep_long, &asleep), "thread");
    }
    pthread_mutex_lock(&mutex);
    while (asleep < n)
        pthread_cond_wait(&turn_changed, &mutex);
    pthread_mutex_unlock(&mutex);
    usleep(20000);
    return (resident() - before) / (double)n;
}

/* ---- T5: a ring, a mutex and two condition variables ---- */

static struct {
    int64_t slot[ROOM];
    unsigned first, count;
    pthread_cond_t not_empty, not_full;
} queue = {{0}, 0, 0, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER};

static void *produce(void *argument) {
    long to = *(long *)argument;
    for (long i = 0; i < to; i++) {
        pthread_mutex_lock(&mutex);
        while (queue.count == ROOM)
            pthread_cond_wait(&queue.not_full, &mutex);
        queue.slot[(queue.first + queue.count++) % ROOM] = i;
        pthread_cond_signal(&queue.not_empty);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static int64_t total;

static void *consume(void *argument) {
    long to = *(long *)argument;
    for (long i = 0; i < to; i++) {
        pthread_mutex_lock(&mutex);
        while (!queue.count)
            pthread_cond_wait(&queue.not_empty, &mutex);
        total += queue.slot[queue.first];
        queue.first = (queue.first + 1) % ROOM;
        queue.count--;
        pthread_cond_signal(&queue.not_full);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static double pairs(long n, int count) {
    pthread_t thread[2 * PAIRS];
    long each = n / count;
    stay_on_one_processor();
    start();
    for (int i = 0; i < 2 * count; i++)
        must(!pthread_create(&thread[i], NULL, i % 2 ? produce : consume, &each), "thread");
    for (int i = 0; i < 2 * count; i++)
        pthread_join(thread[i], NULL);
    must(total == (int64_t)count * each * (each - 1) / 2, "sum");
    return per_operation(each * count);
}

static double t5(long n) {
    return pairs(n, 1);
}

static double t5_8(long n) {
    return pairs(n, PAIRS);
}

static double t6(long n) {
    return 2 * t1(2 * n); /* the turn is the event: two hand-overs make a round trip */
}

static const struct workload table[] = {
    {"T1", t1, 100000},     {"T2b", t2b, 10000}, {"T3", t3, 1000}, {"T5", t5, 1000000},
    {"T5_8", t5_8, 500000}, {"T6", t6, 50000},   {NULL, NULL, 0},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, table);
}
