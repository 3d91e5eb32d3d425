/* retry.c - try again what failed, after a pause that grows.
 *
 * Written by hand it is a loop with a try, a sleep and three variables; here a coroutine as a value
 * and five arguments. The pause doubles, and has a limit.
 */
#include <stdio.h>

#include "coir/coir.h"

struct fetch {
    CORO;
    int attempt;
};

ASYNC(fetch) {
    self->attempt++;
    printf("%4ld ms: attempt %d\n", (long)(coir_now() / COIR_MS(1)), self->attempt);
    AWAIT(coir_sleep(COIR_MS(10)));
    if (self->attempt < 5)
        RAISE(COIR_REFUSED);
}
ASYNC_END

struct app {
    CORO;
    struct fetch fetch;
    struct coir_retry retry;
};

ASYNC(app) {
    PREPARE(self->fetch, fetch);
    AWAIT(self->retry, coir_retry, .call = COIR_CALL(self->fetch, fetch), .attempts = 8,
          .delay = COIR_MS(100), .max_delay = COIR_MS(300));
    printf("fetched, after %u attempts\n", self->retry.tried);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
