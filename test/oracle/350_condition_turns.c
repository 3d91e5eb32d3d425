/* 350_condition_turns.c - when the woken of a condition go on, counted in turns; and deadlines. */
#include "trace.h"

static struct coir_lock lock;
static struct coir_condition c;
static int start;

struct w {
    CORO;
    int n;
    struct coir_hold hold;
    struct coir_condition_wait wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        AWAIT(self->wait, coir_condition_wait, .condition = &c);
        printf("woke %d %d\n", self->n, turns - start);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct limited {
    CORO;
    int n, seconds;
    struct coir_hold hold;
    struct coir_timeout timeout;
    struct coir_condition_wait wait;
};

ASYNC(limited) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->seconds)) {
                AWAIT(self->wait, coir_condition_wait, .condition = &c);
                at(), printf("notified %d\n", self->n);
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            at(), printf("Timeout %d locked %s\n", self->n, yes(coir_lock_locked(&lock)));
        }
        TRY_END
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(w) w[3];
    COIR_TASK(limited) limited[3];
    struct coir_watch watch[3];
    struct coir_wait wait;
    struct coir_hold hold;
    struct ticks ticks;
};

ASYNC(scenario) {
    static const int seconds[] = {9, 9, 4};
    coir_lock_init(&lock);
    coir_condition_init(&c, &lock);
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->w[i], w, .n = i + 1);
    AWAIT(self->ticks, ticks, .n = 2);
    start = turns;
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        coir_condition_notify(&c, 1);
    }
    ASYNC_WITH_END
    AWAIT(self->ticks, ticks, .n = 4);
    start = turns;
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        coir_condition_notify_all(&c);
        AWAIT(self->ticks, ticks, .n = 2);
    }
    ASYNC_WITH_END
    printf("released %d locked %s\n", turns - start, yes(coir_lock_locked(&lock)));
    COIR_WATCH(self->watch, self->w);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
    coir_cancel(&self->ticker.task);
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->limited[i], limited, .n = i + 1, .seconds = seconds[i]);
    AWAIT(coir_sleep(COIR_S(3)));
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        coir_condition_notify(&c, 2);
        AWAIT(coir_sleep(COIR_S(3)));
    }
    ASYNC_WITH_END
    COIR_WATCH(self->watch, self->limited);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
