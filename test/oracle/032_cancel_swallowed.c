/* 032_cancel_swallowed.c - a task that catches and returns is not cancelled; the count stays. */
#include "trace.h"

struct w {
    CORO;
    int result;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    CATCH(COIR_CANCELLED) {
        printf("swallowed\n");
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(2)));
    at(), printf("later await works\n");
    RETURN(coir_cancelling(coir_current()));
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(coir_join(&self->t.task));
    printf("result %d\n", self->t.frame.result);
    printf("cancelled %s cancelling %d\n", yes(coir_cancelled(&self->t.task)),
           coir_cancelling(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
