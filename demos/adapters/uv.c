/* uv.c - a Coir guest in a libuv program: a timer of libuv and a task of Coir, hand in hand.
 *
 * libuv's timer ticks every 20 ms and knows nothing of coroutines; it sets an event. The task waits
 * for the tick in a straight line, with a sleep of its own in between, and stops the timer in the
 * end. Then libuv has nothing left, no task is waiting, and uv_run returns by itself.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <coir/coir.h>
#include <coir/uv.h>
#include <stdio.h>
#include <uv.h>

static struct coir_event tick;

static void on_tick(uv_timer_t *timer) {
    (void)timer;
    coir_event_set(&tick);
}

struct count {
    CORO;
    uv_timer_t *timer;
    int i;
};

ASYNC(count) {
    for (self->i = 1; self->i <= 3; self->i++) {
        AWAIT(coir_event_wait(&tick));
        coir_event_clear(&tick);
        printf("tick %d from libuv\n", self->i);
        AWAIT(coir_sleep_ms(5));
        printf("and a sleep from Coir\n");
    }
    uv_close((uv_handle_t *)self->timer, NULL);
}
ASYNC_END

int main(void) {
    static COIR_TASK(count) counter;
    static struct coir_loop loop;
    static struct coir_uv guest;
    uv_loop_t *uv = uv_default_loop();
    uv_timer_t timer;

    if (coir_uv_init(&guest, &loop, uv) < 0)
        return 1;
    coir_loop_init(&loop, &guest.port);
    coir_event_init(&tick);
    uv_timer_init(uv, &timer);
    uv_timer_start(&timer, on_tick, 20, 20);
    START(&loop, counter, count, .timer = &timer);

    uv_run(uv, UV_RUN_DEFAULT);
    printf("libuv has nothing left; the task ended with %s\n",
           coir_error_name(coir_outcome(&counter.task)));

    coir_loop_close(&loop);
    coir_uv_close(&guest);
    uv_run(uv, UV_RUN_DEFAULT);
    return uv_loop_close(uv) != 0;
}
