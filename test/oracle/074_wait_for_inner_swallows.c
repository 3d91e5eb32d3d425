/* 074_wait_for_inner_swallows.c - the deadline did pass, whatever the coroutine made of it.
 * trace: Coir's own */
#include "trace.h"

struct w {
    CORO;
    int result;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("swallowed\n");
    }
    TRY_END
    RETURN(5);
}
ASYNC_END

struct scenario {
    CORO;
    struct w w;
    struct coir_wait_for wait;
};

ASYNC(scenario) {
    PREPARE(self->w, w);
    TRY {
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->w, w), .delay = COIR_S(2));
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout\n");
    }
    TRY_END
    at(), printf("result %d\n", self->w.result);
    printf("count %d\n", coir_cancelling(coir_current()));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
