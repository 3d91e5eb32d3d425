/* test_tls_threads.c - connections of several threads share a context: ThreadSanitizer looks on. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <pthread.h>

#include "coir/coir.h"
#include "coir/tls.h"
#include "suite.h"

enum { THREADS = 3, ROUNDS = 10 };

static struct coir_tls_context context;
static pthread_barrier_t together;

struct knock {
    CORO;
    struct coir_pair pair;
    struct coir_stream below, other;
    struct coir_tls tls;
    struct coir_start_tls start;
    char there[4096], back[4096], buffer[64];
};

/* A client that begins, and finds nobody. */
ASYNC(knock) {
    coir_stream_pair(&self->pair, &self->below, &self->other, self->there, self->back,
                     sizeof self->there);
    coir_write_eof(&self->other);
    TRY {
        AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &context,
              .below = &self->below, .host = "coir.test", .buffer = self->buffer,
              .size = sizeof self->buffer);
    }
    FINALLY {
        coir_close(&self->below);
        coir_close(&self->other);
    }
    TRY_END
}
ASYNC_END

static void *knock_once(void *outcome) {
    static COIR_THREAD_LOCAL_ COIR_TASK(knock) task;
    struct coir_virtual port;
    struct coir_loop loop;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, task, knock);
    pthread_barrier_wait(&together);
    *(int *)outcome = coir_run_main(&loop, &task.task);
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    return NULL;
}

/* Each context is used for the first time by all of them at once; who is first reads whom to trust. */
START_TEST(a_context_may_be_used_first_by_several_threads) {
    pthread_t threads[THREADS];
    int outcomes[THREADS];
    ck_assert_int_eq(pthread_barrier_init(&together, NULL, THREADS), 0);
    for (int round = 0; round < ROUNDS; round++) {
        ck_assert_int_eq(coir_tls_client(&context), 0);
        for (int i = 0; i < THREADS; i++)
            ck_assert_int_eq(pthread_create(&threads[i], NULL, knock_once, &outcomes[i]), 0);
        for (int i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
            ck_assert_int_eq(outcomes[i], COIR_TRUNCATED);
        }
        coir_tls_context_close(&context);
    }
    pthread_barrier_destroy(&together);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("tls_threads");
    TCase *threads = tcase_create("threads");
    tcase_add_test(threads, a_context_may_be_used_first_by_several_threads);
    tcase_set_timeout(threads, 60);
    suite_add_tcase(suite, threads);
    return run_suite(suite);
}
