/* move_on_after.c - do what can be done in half a second, then go on.
 *
 *     with trio.move_on_after(0.5) as limit:
 *         ...
 *     if limit.cancelled_caught: ...
 *
 * A timeout for those to whom it is no error: the block just ends.
 */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
    struct coir_move_on_after limit;
    int rounds;
    double sum; /* Leibniz: 4 - 4/3 + 4/5 - ... */
};

ASYNC(app) {
    ASYNC_WITH(self->limit, coir_move_on_after, .delay = COIR_MS(500)) {
        for (;;) {
            AWAIT(coir_sleep(COIR_MS(150)));
            self->sum += (self->rounds % 2 ? -4.0 : 4.0) / (2 * self->rounds + 1);
            self->rounds++;
            printf("round %d: pi is about %.3f\n", self->rounds, self->sum);
        }
    }
    ASYNC_WITH_END
    printf("that must do, after %d rounds\n", self->rounds);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
