/* by_thread.c - let a thread do what blocks or computes, and wait for it like for anything else.
 *
 * in_thread runs any function of type int (*)(void *) in a thread of its own. The thread says that it is
 * over with coir_call_soon_threadsafe, the one call that may come from outside. A thread cannot be
 * interrupted: a task that is cancelled here remembers that, and answers when the function has ended;
 * the others run on. Costs a thread per call.
 */
#include <pthread.h>
#include <stdio.h>

#include "coir/coir.h"

struct in_thread {
    CORO;
    int (*function)(void *argument); /* gives 0 or more, or an error */
    void *argument;
    struct coir_loop *loop;
    struct coir_handle handle;
    struct coir_event over;
    pthread_t thread;
    int value, result;
    bool cancelled;
};

/* In the loop's thread. */
static int finished(void *frame) {
    coir_event_set(&((struct in_thread *)frame)->over);
    return 0;
}

/* In the other one. */
static void *thread_main(void *frame) {
    struct in_thread *self = (struct in_thread *)frame;
    self->value = self->function(self->argument);
    coir_call_soon_threadsafe(self->loop, &self->handle, finished, self);
    return NULL;
}

ASYNC(in_thread) {
    self->loop = coir_running_loop();
    coir_event_init(&self->over);
    if (pthread_create(&self->thread, NULL, thread_main, self))
        RAISE(COIR_SYSTEM);
    coir_external(self->loop, 1); /* somebody outside will wake us: this is no deadlock */
    while (!coir_event_is_set(&self->over)) {
        TRY {
            AWAIT(coir_event_wait(&self->over));
        }
        CATCH(COIR_CANCELLED) {
            self->cancelled = true;
        }
        TRY_END
    }
    coir_external(self->loop, -1);
    pthread_join(self->thread, NULL);
    if (self->cancelled)
        RAISE(COIR_CANCELLED);
    if (self->value < 0)
        RAISE(self->value);
    RETURN(self->value);
}
ASYNC_END

static bool is_prime(int n) {
    int divisor = 2;
    while (divisor * divisor <= n && n % divisor)
        divisor++;
    return divisor * divisor > n;
}

/* A computation that knows nothing of coroutines. */
static int count_primes(void *argument) {
    int below = *(int *)argument, found = 0;
    for (int n = 2; n < below; n++)
        found += is_prime(n);
    return found;
}

/* The same without a thread: in steps, between which others run. */
struct count_in_steps {
    CORO;
    int below, n, result;
};

ASYNC(count_in_steps) {
    for (self->n = 2; self->n < self->below; self->n++) {
        self->result += is_prime(self->n);
        if (self->n % 100 == 0)
            AWAIT(coir_sleep(0));
    }
}
ASYNC_END

struct app {
    CORO;
    int below;
    struct in_thread work;
    struct count_in_steps steps;
    COIR_TASK(in_thread) task;
};

ASYNC(app) {
    self->below = 10000;
    AWAIT(self->work, in_thread, .function = count_primes, .argument = &self->below);
    printf("in a thread: %d primes\n", self->work.result);
    AWAIT(self->steps, count_in_steps, .below = self->below);
    printf("in steps:    %d primes\n", self->steps.result);
    START(coir_running_loop(), self->task, in_thread, .function = count_primes,
          .argument = &self->below);
    AWAIT(coir_sleep(0)); /* it begins */
    coir_cancel(&self->task.task);
    TRY {
        AWAIT(coir_join(&self->task.task));
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled:   %d primes all the same\n", self->task.frame.value);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
