/* 089_timeout_after_old_cancel.c - an old request that was swallowed leaves new deadlines alone. */
#include "trace.h"

struct w {
    CORO;
    struct coir_timeout tm;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
    }
    TRY_END
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_sleep(COIR_S(50)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout, count %d\n", coir_cancelling(coir_current()));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("Cancelled\n");
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
