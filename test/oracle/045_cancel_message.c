/* 045_cancel_message.c - the reason reaches the task and who awaits it; the first one counts. */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    CATCH(COIR_CANCELLED) {
        printf("inside Cancelled(%s)\n", coir_reason(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    int twice;
};

ASYNC(scenario) {
    for (self->twice = 0; self->twice < 2; self->twice++) {
        START(coir_running_loop(), self->t, w);
        AWAIT(coir_sleep(0));
        coir_cancel_because(&self->t.task, "one");
        if (self->twice)
            coir_cancel_because(&self->t.task, "two");
        TRY {
            AWAIT(coir_join(&self->t.task));
        }
        CATCH(COIR_CANCELLED) {
            printf("awaiter Cancelled(%s)\n", coir_reason(coir_current()));
        }
        TRY_END
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
