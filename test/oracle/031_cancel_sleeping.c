/* 031_cancel_sleeping.c - cancel only requests; the cleanup may take time. */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("caught\n");
        RAISE(CAUGHT);
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(3)));
        at(), printf("cleanup done\n");
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
    AWAIT(coir_sleep(COIR_S(1)));
    printf("cancel %s ", yes(coir_cancel(&self->t.task)));
    printf("done %s\n", yes(coir_done(&self->t.task)));
    TRY {
        AWAIT(coir_join(&self->t.task));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("await raised Cancelled\n");
    }
    TRY_END
    printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
