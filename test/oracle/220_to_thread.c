/* 220_to_thread.c - a blocking function runs elsewhere, with the variables of its task. */
#include <pthread.h>

#include "trace.h"

static const struct coir_var v = {"v"};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool opened;

static int block(void *argument) {
    (void)argument;
    pthread_mutex_lock(&mutex);
    while (!opened)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return *(int *)coir_var_get(&v, NULL);
}

static int bad(void *argument) {
    (void)argument;
    return COIR_VALUE;
}

struct other {
    CORO;
};

ASYNC(other) {
    printf("other runs\n");
    pthread_mutex_lock(&mutex);
    opened = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(other) other;
    struct coir_to_thread work;
    struct coir_token token;
    int six;
};

ASYNC(scenario) {
    self->six = 6;
    coir_var_set(&v, &self->token, &self->six);
    START(coir_running_loop(), self->other, other);
    AWAIT(self->work, coir_to_thread, .function = block);
    printf("result %d\n", self->work.result);
    TRY {
        AWAIT(self->work, coir_to_thread, .function = bad);
    }
    CATCH(COIR_VALUE) {
        printf("ValueError(thread)\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
