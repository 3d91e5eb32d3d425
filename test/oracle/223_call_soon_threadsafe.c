/* 223_call_soon_threadsafe.c - a thread's calls come in their order and wake a loop that sleeps; it
 * can start a task there and wait for the outcome. */
#include <pthread.h>

#include "trace.h"

struct co {
    CORO;
    int n, result;
};

ASYNC(co) {
    printf("coroutine %d\n", self->n);
    RETURN(self->n * 2);
}
ASYNC_END

static struct coir_loop *loop;
static struct coir_event done;
static struct coir_handle says[3], starts, told, ends;
static const int numbers[3] = {0, 1, 2};
static COIR_TASK(co) task;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int got;

static int say(void *number) {
    printf("from thread %d\n", *(const int *)number);
    return 0;
}

/* The task is done: its result goes to the thread. */
static int tell(void *argument) {
    (void)argument;
    pthread_mutex_lock(&mutex);
    got = task.frame.result;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    return 0;
}

static int start(void *argument) {
    (void)argument;
    START(loop, task, co, .n = 4);
    return coir_on_done(&task.task, &told, tell, NULL);
}

static int finish(void *argument) {
    (void)argument;
    coir_event_set(&done);
    return 0;
}

static void *thread(void *argument) {
    (void)argument;
    for (int i = 0; i < 3; i++)
        coir_call_soon_threadsafe(loop, &says[i], say, (void *)&numbers[i]);
    coir_call_soon_threadsafe(loop, &starts, start, NULL);
    pthread_mutex_lock(&mutex);
    while (!got)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    coir_call_soon_threadsafe(loop, &ends, finish, NULL);
    return NULL;
}

struct scenario {
    CORO;
    pthread_t thread;
};

ASYNC(scenario) {
    loop = coir_running_loop();
    coir_event_init(&done);
    coir_external(loop, 1);
    pthread_create(&self->thread, NULL, thread, NULL);
    AWAIT(coir_event_wait(&done));
    coir_external(loop, -1);
    pthread_join(self->thread, NULL);
    printf("thread got %d\n", got);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
