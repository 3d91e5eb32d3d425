/* 034_cancel_during_finally.c - a second cancel interrupts a cleanup; outer ones still run. */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        TRY {
            AWAIT(coir_sleep(COIR_S(100)));
        }
        FINALLY {
            at(), printf("cleanup starts\n");
            AWAIT(coir_sleep(COIR_S(10)));
            at(), printf("never\n");
        }
        TRY_END
    }
    FINALLY {
        at(), printf("outer cleanup\n");
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("outer cleanup done\n");
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
    coir_cancel(&self->t.task);
    AWAIT(coir_sleep(COIR_S(2)));
    coir_cancel(&self->t.task);
    TRY {
        AWAIT(coir_join(&self->t.task));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled, count %d\n", coir_cancelling(&self->t.task));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
