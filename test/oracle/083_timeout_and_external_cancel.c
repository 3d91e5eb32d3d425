/* 083_timeout_and_external_cancel.c - a request in the same turn outranks the deadline. */
#include "trace.h"

struct w {
    CORO;
    struct coir_timeout tm;
};

ASYNC(w) {
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_sleep(COIR_S(50)));
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
    COIR_TASK(w) t;
    struct coir_handle later;
    struct wait_for_end wait;
    int first;
};

static int cancel(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

static void cancel_in_two_seconds(struct scenario *self) {
    coir_call_at(coir_running_loop(), &self->later, coir_now() + COIR_S(2), cancel, &self->t.task);
}

ASYNC(scenario) {
    for (self->first = 1; self->first >= 0; self->first--) {
        START(coir_running_loop(), self->t, w);
        if (self->first)
            cancel_in_two_seconds(self);
        AWAIT(coir_sleep(0));
        if (!self->first)
            cancel_in_two_seconds(self);
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        printf("%s\n", out(&self->t.task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
