/* 351_condition_cancel_orders.c - a notified waiter that is cancelled passes the notification on. */
#include "trace.h"

static struct coir_lock lock;
static struct coir_condition c;

struct w {
    CORO;
    int n;
    struct coir_hold hold;
    struct coir_condition_wait wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        TRY {
            AWAIT(self->wait, coir_condition_wait, .condition = &c);
            at(), printf("woke %d\n", self->n);
        }
        CATCH(COIR_CANCELLED) {
            at(), printf("cancelled %d locked %s\n", self->n, yes(coir_lock_locked(&lock)));
            RAISE(CAUGHT);
        }
        TRY_END
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[2];
    struct coir_watch watch[2];
    struct coir_wait wait;
    struct coir_hold hold;
    struct ticks ticks;
    int hold_for, k, i;
};

ASYNC(scenario) {
    static const struct { int hold, k; } rounds[] = {{0, 0}, {2, 0}, {2, 1}, {0, 3}};
    for (self->i = 0; self->i < 4; self->i++) {
        self->hold_for = rounds[self->i].hold;
        self->k = rounds[self->i].k;
        coir_lock_init(&lock);
        coir_condition_init(&c, &lock);
        START(coir_running_loop(), self->t[0], w, .n = 1);
        START(coir_running_loop(), self->t[1], w, .n = 2);
        AWAIT(self->ticks, ticks, .n = 2);
        ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
            coir_condition_notify(&c, 1);
            if (self->hold_for) {
                AWAIT(coir_sleep(COIR_S(self->k)));
                coir_cancel(&self->t[0].task);
                AWAIT(coir_sleep(COIR_S(self->hold_for)));
            } else if (self->k == 0) {
                coir_cancel(&self->t[0].task);
            }
        }
        ASYNC_WITH_END
        if (!self->hold_for && self->k) {
            AWAIT(self->ticks, ticks, .n = self->k);
            printf("late cancel %s\n", yes(coir_cancel(&self->t[0].task)));
        }
        COIR_WATCH(self->watch, self->t);
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2, .timeout = COIR_S(5));
        printf("%d %d [%s %s] locked %s\n", self->hold_for, self->k, out(&self->t[0].task),
               out(&self->t[1].task), yes(coir_lock_locked(&lock)));
        if (!coir_done(&self->t[1].task)) {
            ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
                coir_condition_notify(&c, 1);
            }
            ASYNC_WITH_END
            AWAIT(coir_join(&self->t[1].task));
        }
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
