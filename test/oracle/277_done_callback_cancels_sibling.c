/* 277_done_callback_cancels_sibling.c - a done callback comes a turn later, too late for a twin. */
#include "trace.h"

struct a {
    CORO;
    int result;
};

ASYNC(a) {
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN(1);
}
ASYNC_END

struct b {
    CORO;
    int result;
};

ASYNC(b) {
    TRY {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("b woke\n");
        RETURN(2);
    }
    CATCH(COIR_CANCELLED) {
        printf("b cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(a) ta;
    COIR_TASK(b) tb;
    struct coir_handle told;
};

static int cancel_b(void *b) {
    printf("callback, cancel b %s\n", yes(coir_cancel((struct coir_task *)b)));
    return 0;
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ta, a);
    START(coir_running_loop(), self->tb, b);
    coir_on_done(&self->ta.task, &self->told, cancel_b, &self->tb.task);
    AWAIT(coir_join(&self->ta.task));
    AWAIT(coir_join(&self->tb.task));
    printf("returned %d / returned %d\n", self->ta.frame.result, self->tb.frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
