/* ticks.c - do something every 100 ms, on average too.
 *
 *     next_time += period
 *     await asyncio.sleep(next_time - loop.time())
 *
 * Sleeping for a period after each round would make every round late by the time of all before it.
 * coir_ticks counts from the first deadline. The third round takes 250 ms: the next comes at once, and
 * then, with COIR_TICKS_SKIP, the old rhythm goes on.
 */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
    struct coir_ticks tick;
    int round;
};

ASYNC(app) {
    ASYNC_FOR(self->tick, coir_ticks, .period = COIR_MS(100), .missed = COIR_TICKS_SKIP) {
        self->round++;
        printf("round %d at %ld ms\n", self->round, (long)(coir_now() / COIR_MS(1)));
        AWAIT(coir_sleep_ms(self->round == 3 ? 250 : 30));
        if (self->round == 6)
            break;
    }
    ASYNC_FOR_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
