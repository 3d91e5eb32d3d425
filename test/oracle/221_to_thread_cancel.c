/* 221_to_thread_cancel.c - who abandons a function is cancelled at once; the end waits for it. */
#include <pthread.h>

#include "trace.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool started, opened;

static void set(bool *flag) {
    pthread_mutex_lock(&mutex);
    *flag = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void await_set(const bool *flag) {
    pthread_mutex_lock(&mutex);
    while (!*flag)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static int block(void *argument) {
    (void)argument;
    set(&started);
    await_set(&opened);
    printf("thread end\n");
    return 0;
}

struct w {
    CORO;
    struct coir_to_thread work;
};

ASYNC(w) {
    AWAIT(self->work, coir_to_thread, .function = block, .abandon = true);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end end;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(0));
    await_set(&started);
    coir_cancel(&self->t.task);
    AWAIT(self->end, wait_for_end, .task = &self->t.task);
    printf("%s\n", out(&self->t.task));
    set(&opened);
}
ASYNC_END

int main(void) {
    int status = COIR_RUN(scenario);
    printf("run returned\n");
    return status;
}
