/* 080_timeout_basic.c - inside it is a cancellation, outside a timeout; in time it is nothing. */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout tm;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            printf("when %g expired %s\n", (double)coir_timeout_when(&self->tm) / (double)COIR_S(1),
                   yes(coir_timeout_expired(&self->tm)));
            TRY {
                AWAIT(coir_sleep(COIR_S(9)));
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("inside Cancelled, count %d\n", coir_cancelling(coir_current()));
                RAISE(CAUGHT);
            }
            TRY_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("outside Timeout\n");
    }
    TRY_END
    printf("expired %s count %d\n", yes(coir_timeout_expired(&self->tm)),
           coir_cancelling(coir_current()));
    ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
        AWAIT(coir_sleep(COIR_S(1)));
    }
    ASYNC_WITH_END
    at(), printf("in time, expired %s\n", yes(coir_timeout_expired(&self->tm)));
    AWAIT(coir_sleep(COIR_S(5)));
    at(), printf("no late firing\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
