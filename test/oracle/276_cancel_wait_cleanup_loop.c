/* 276_cancel_wait_cleanup_loop.c - a task that ignores two requests and obeys the third. */
#include "trace.h"

struct w {
    CORO;
    int i;
};

ASYNC(w) {
    for (self->i = 1; self->i <= 2; self->i++) {
        TRY {
            AWAIT(coir_sleep(COIR_S(99)));
        }
        CATCH(COIR_CANCELLED) {
            printf("ignored %d\n", self->i);
        }
        TRY_END
    }
    AWAIT(coir_sleep(COIR_S(99)));
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    int n;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(0));
    while (!coir_done(&self->t.task)) {
        self->n++;
        coir_cancel(&self->t.task);
        AWAIT(coir_sleep(0));
        AWAIT(coir_sleep(0));
    }
    printf("%s after %d cancels\n", out(&self->t.task), self->n);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
