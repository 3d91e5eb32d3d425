/* 084_timeout_swallowed_body.c - a body that swallows the cancellation has timed out all the same.
 * trace: Coir's own */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout tm;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            TRY {
                AWAIT(coir_sleep(COIR_S(9)));
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("swallowed\n");
            }
            TRY_END
            AWAIT(coir_sleep(COIR_S(3)));
            at(), printf("block goes on after the deadline: edge triggered\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout\n");
    }
    TRY_END
    at(), printf("left, expired %s count %d\n", yes(coir_timeout_expired(&self->tm)),
                 coir_cancelling(coir_current()));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
