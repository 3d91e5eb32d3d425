/* A coroutine that leaves a task running in its frame, and is awaited again: the frame is cleared.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: running task was overwritten */
#include "coir/coir.h"

struct nap {
    CORO;
};

ASYNC(nap) {
    AWAIT(coir_sleep(COIR_MS(5)));
}
ASYNC_END

struct both {
    CORO;
    COIR_TASK(nap) nap;
};

ASYNC(both) {
    START(coir_running_loop(), self->nap, nap);
    AWAIT(coir_sleep(COIR_MS(1)));
#ifdef CORRECT
    AWAIT(coir_join(&self->nap.task));
#endif
}
ASYNC_END

struct app {
    CORO;
    struct both both;
};

ASYNC(app) {
    AWAIT(self->both, both);
    AWAIT(self->both, both);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
