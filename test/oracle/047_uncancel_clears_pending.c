/* 047_uncancel_clears_pending.c - taking the last request back drops a pending cancellation.
 * trace: 3.13 */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    coir_cancel(coir_current());
    printf("uncancel %d\n", coir_uncancel(coir_current()));
    TRY {
        AWAIT(coir_sleep(0));
        printf("not cancelled\n");
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled anyway\n");
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_join(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
