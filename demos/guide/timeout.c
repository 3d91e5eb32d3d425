/* timeout.c - give a block a deadline, and move it while the block runs.
 *
 *     async with asyncio.timeout(1) as limit:
 *         while True:
 *             await part()
 *             limit.reschedule(loop.time() + 1)
 *
 * A deadline that is renewed with every part that comes: no single one may take longer than a
 * second. The fourth does.
 */
#include <stdio.h>

#include "coir/coir.h"

struct part {
    CORO;
    int ms;
};

ASYNC(part) {
    AWAIT(coir_sleep_ms(self->ms));
    printf("a part after %d ms\n", self->ms);
}
ASYNC_END

struct app {
    CORO;
    struct coir_timeout limit;
    struct part part;
    int ms;
};

ASYNC(app) {
    TRY {
        ASYNC_WITH(self->limit, coir_timeout, .delay = COIR_S(1)) {
            for (self->ms = 400;; self->ms += 250) {
                AWAIT(self->part, part, .ms = self->ms);
                coir_timeout_reschedule(&self->limit, coir_now() + COIR_S(1));
            }
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("no part within a second, at %.2f s\n", (double)coir_now() / COIR_TICK_HZ);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
