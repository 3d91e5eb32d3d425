/* limit.c - run six coroutines, at most two at a time.
 *
 *     semaphore = asyncio.Semaphore(2)         # and a wrapper around each of them
 *     await asyncio.gather(*(limited(coro) for coro in coros))
 *
 * A semaphore lets six tasks start of which four wait. Here there are only two tasks, and as soon as
 * one is through with a coroutine it takes the next. They may be of different types.
 */
#include <stdio.h>

#include "coir/coir.h"

struct fetch {
    CORO;
    int number;
};

ASYNC(fetch) {
    AWAIT(coir_sleep(COIR_MS(100)));
    printf("%ld ms: fetched %d\n", (long)(coir_now() / COIR_MS(1)), self->number);
}
ASYNC_END

struct store {
    CORO;
    const char *name;
};

ASYNC(store) {
    AWAIT(coir_sleep(COIR_MS(250)));
    printf("%ld ms: stored %s\n", (long)(coir_now() / COIR_MS(1)), self->name);
}
ASYNC_END

enum { FETCHES = 5, CALLS = FETCHES + 1 };

struct app {
    CORO;
    struct fetch fetch[FETCHES];
    struct store store;
    struct coir_frame *calls[CALLS];
    struct coir_worker worker[2];
    struct coir_limit limit;
};

ASYNC(app) {
    PREPARE(self->store, store, .name = "the results so far");
    self->calls[0] = COIR_CALL(self->store, store);
    for (int i = 0; i < FETCHES; i++) {
        PREPARE(self->fetch[i], fetch, .number = i);
        self->calls[i + 1] = COIR_CALL(self->fetch[i], fetch);
    }
    AWAIT(self->limit, coir_limit, .calls = self->calls, .count = CALLS, .workers = self->worker,
          .at_most = 2);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
