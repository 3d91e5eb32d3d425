/* 424_lock_and_deadlines.c - a release and a waiter's deadline in one turn: the lock is not lost. */
#include "trace.h"

static struct coir_lock lk;

struct limited {
    CORO;
    int n, seconds;
    struct coir_timeout timeout;
    struct coir_hold hold;
};

ASYNC(limited) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->seconds)) {
            ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
                at(), printf("in %d\n", self->n);
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout %d locked %s\n", self->n, yes(coir_lock_locked(&lk)));
    }
    TRY_END
}
ASYNC_END

struct acquire {
    CORO;
};

ASYNC(acquire) {
    AWAIT(coir_lock_acquire(&lk));
}
ASYNC_END

struct wf {
    CORO;
    int n, seconds;
    struct acquire acquire;
    struct coir_wait_for wait;
};

ASYNC(wf) {
    TRY {
        PREPARE(self->acquire, acquire);
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->acquire, acquire),
              .delay = COIR_S(self->seconds));
        at(), printf("acquired %d\n", self->n);
        coir_lock_release(&lk);
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout %d locked %s\n", self->n, yes(coir_lock_locked(&lk)));
    }
    TRY_END
}
ASYNC_END

static int release(void *unused) {
    (void)unused;
    return coir_lock_release(&lk);
}

struct scenario {
    CORO;
    COIR_TASK(limited) limited[2];
    COIR_TASK(wf) wf[2];
    struct coir_watch watch[2];
    struct coir_wait wait;
    struct coir_handle later;
    int kind, first;
};

static void start_two(struct scenario *self) {
    for (int i = 0; i < 2; i++)
        if (self->kind == 0) {
            START(coir_running_loop(), self->limited[i], limited, .n = i + 1, .seconds = i ? 5 : 2);
            self->watch[i].task = &self->limited[i].task;
        } else {
            START(coir_running_loop(), self->wf[i], wf, .n = i + 1, .seconds = i ? 5 : 2);
            self->watch[i].task = &self->wf[i].task;
        }
}

ASYNC(scenario) {
    for (self->kind = 0; self->kind < 2; self->kind++)
        for (self->first = 1; self->first >= 0; self->first--) {
            coir_lock_init(&lk);
            AWAIT(coir_lock_acquire(&lk));
            if (self->first)
                coir_call_later(coir_running_loop(), &self->later, COIR_S(2), release, NULL);
            start_two(self);
            AWAIT(coir_sleep(0));
            if (!self->first)
                coir_call_later(coir_running_loop(), &self->later, COIR_S(2), release, NULL);
            AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
            at(), printf("locked %s\n", yes(coir_lock_locked(&lk)));
        }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
