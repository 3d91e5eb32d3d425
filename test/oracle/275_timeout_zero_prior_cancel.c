/* 275_timeout_zero_prior_cancel.c - a request older than the timeout stays a cancellation.
 * trace: Coir's own */
#include "trace.h"

struct w {
    CORO;
    int seconds;
    struct coir_timeout timeout;
};

ASYNC(w) {
    coir_cancel(coir_current());
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->seconds)) {
            AWAIT(coir_sleep(COIR_S(1)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("Timeout for %d\n", self->seconds);
    }
    CATCH(COIR_CANCELLED) {
        printf("Cancelled for %d\n", self->seconds);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
    int seconds;
};

ASYNC(scenario) {
    for (self->seconds = 5; self->seconds >= 0; self->seconds -= 5) {
        START(coir_running_loop(), self->t, w, .seconds = self->seconds);
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        printf("%s\n", out(&self->t.task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
