/* 11_timeout.c - give a block a deadline.
 *
 * At the deadline the task is cancelled where it waits. Its cleanup runs and may take time; then
 * what leaves the block is COIR_TIMEOUT, and the task itself is not cancelled.
 */
#include <stdio.h>

#include "coir/coir.h"

struct slow {
    CORO;
    int seconds;
};

ASYNC(slow) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        printf("slow: finished\n");
    }
    FINALLY {
        printf("slow: leaves with %s\n", coir_error_name(CAUGHT));
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_timeout timeout;
    struct slow slow;
    int seconds;
};

ASYNC(app) {
    for (self->seconds = 1; self->seconds <= 3; self->seconds += 2) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
                AWAIT(self->slow, slow, .seconds = self->seconds);
            }
            ASYNC_WITH_END
            printf("in time\n");
        }
        CATCH(COIR_TIMEOUT) {
            printf("too late, requests to cancel left: %d\n", coir_cancelling(coir_current()));
        }
        TRY_END
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
