/* 413_timeout_cancel_orders.c - a request from outside at, and after, the deadline: Cancelled is told. */
#include "trace.h"

struct cleanup {
    CORO;
    int seconds;
};

ASYNC(cleanup) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cleanup interrupted\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct body {
    CORO;
    int seconds;
    struct cleanup cleanup;
};

ASYNC(body) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        AWAIT(self->cleanup, cleanup, .seconds = self->seconds);
    }
    TRY_END
}
ASYNC_END

struct work {
    CORO;
    int seconds;
    struct coir_timeout tm;
    struct body body;
};

ASYNC(work) {
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(self->body, body, .seconds = self->seconds);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout\n");
        RAISE(CAUGHT);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("Cancelled, expired %s count %d\n", yes(coir_timeout_expired(&self->tm)),
                     coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(work) t;
    struct wait_for_end wait;
    coir_time start;
    int i;
};

ASYNC(scenario) {
    static const struct { int cleanup, when; } times[] = {{0, 2}, {3, 3}, {3, 5}, {3, 6}};
    for (self->i = 0; self->i < 4; self->i++) {
        START(coir_running_loop(), self->t, work, .seconds = times[self->i].cleanup);
        AWAIT(coir_sleep(0));
        self->start = coir_now();
        AWAIT(coir_sleep(COIR_S(times[self->i].when)));
        printf("cancel %s\n", yes(coir_cancel(&self->t.task)));
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        printf("%d %d %s\n", times[self->i].cleanup, times[self->i].when,
               coir_outcome(&self->t.task) == COIR_TIMEOUT ? "raised Timeout" : out(&self->t.task));
        AWAIT(coir_sleep_until(self->start + COIR_S(10)));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
