/* 12_loop.c - callbacks, error handlers, other threads, and loops run by hand. */
#include <pthread.h>
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> call-soon: a callback gets a pointer, and its handle is yours: the place where the loop remembers it. */
static int say(void *text) {
    printf("%s %d\n", (const char *)text, (int)(coir_now() / COIR_S(1)));
    return 0;
}

static struct coir_handle soon, at, later;

struct calls {
    CORO;
};

ASYNC(calls) {
    struct coir_loop *loop = coir_running_loop();
    coir_call_later(loop, &later, COIR_S(2), say, (void *)"later");
    coir_call_at(loop, &at, coir_now() + COIR_S(1), say, (void *)"at");
    coir_call_soon(loop, &soon, say, (void *)"soon");
    printf("main goes on\n");
    AWAIT(coir_sleep(COIR_S(3)));
}
ASYNC_END

/* <<< */

struct takes_back {
    CORO;
    /* >>> handle */
    struct coir_handle handle;
    /* <<< */
};

ASYNC(takes_back) {
    /* >>> handle */
    coir_call_later(coir_running_loop(), &self->handle, COIR_S(1), say, (void *)"never");
    coir_handle_cancel(&self->handle);
    printf("%s\n", word(coir_handle_cancelled(&self->handle)));
    /* <<< */
    AWAIT(coir_sleep(COIR_S(2)));
}
ASYNC_END

/* >>> handler: without one they are reported, with the way they took. */
static void on_error(struct coir_loop *loop, const char *what, int error) {
    (void)loop;
    (void)what;
    printf("handler: %s\n", error == COIR_VALUE ? "ValueError" : coir_error_name(error));
}

static int bad(void *nothing) {
    (void)nothing;
    return COIR_VALUE;
}

struct goes_wrong {
    CORO;
    struct coir_handle handle;
};

ASYNC(goes_wrong) {
    coir_running_loop()->on_error = on_error;
    coir_call_soon(coir_running_loop(), &self->handle, bad, NULL);
    AWAIT(coir_sleep(COIR_S(1)));
    printf("goes on\n");
}
ASYNC_END

/* <<< */

/* >>> thread: coir_external tells the loop that somebody outside may wake it, so that waiting for that is no
 * deadlock. */
struct asked {
    struct coir_loop *loop;
    struct coir_handle handle;
    struct coir_future value;
};

static int measured(void *asked) {
    return coir_future_set(&((struct asked *)asked)->value, 21);
}

static void *measures(void *asked) {
    struct asked *self = (struct asked *)asked;
    coir_call_soon_threadsafe(self->loop, &self->handle, measured, self);
    return NULL;
}

struct asks_thread {
    CORO;
    struct asked asked;
    pthread_t thread;
    int value;
};

ASYNC(asks_thread) {
    self->asked.loop = coir_running_loop();
    coir_future_init(&self->asked.value, coir_running_loop());
    coir_external(coir_running_loop(), 1);
    if (pthread_create(&self->thread, NULL, measures, &self->asked))
        RAISE(COIR_SYSTEM);
    AWAIT_INTO(self->value, coir_future_wait(&self->asked.value));
    printf("%d\n", self->value);
    coir_external(coir_running_loop(), -1);
    pthread_join(self->thread, NULL);
}
ASYNC_END

/* <<< */

/* >>> forever: firmware that has a main loop of its own calls coir_poll in it instead: one turn, without waiting. */
struct stops {
    CORO;
};

ASYNC(stops) {
    AWAIT(coir_sleep(COIR_S(1)));
    coir_stop(coir_running_loop());
}
ASYNC_END

static int by_hand(void) {
    static struct coir_virtual port;
    static struct coir_loop loop;
    static COIR_TASK(stops) task;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, task, stops);
    if (coir_run_forever(&loop) < 0)
        return 1;
    printf("stopped at %d\n", (int)(port.time / COIR_S(1)));
    if (coir_run_until(&loop, &task.task) < 0)
        return 1;
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    printf("%s\n", word(coir_loop_is_closed(&loop)));
    return 0;
}
/* <<< */

int main(void) {
    return COIR_RUN(calls) || COIR_RUN(takes_back) || COIR_RUN(goes_wrong) ||
           COIR_RUN(asks_thread) || by_hand();
}
