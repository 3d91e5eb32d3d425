/* 136_bounded_semaphore.c - with a bound, no release above it; without one, permits grow. */
#include <limits.h>

#include "trace.h"

static struct coir_semaphore b, s;

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_semaphore_init(&b, 1, 1);
    AWAIT(coir_semaphore_acquire(&b));
    coir_semaphore_release(&b);
    if (coir_semaphore_release(&b) == COIR_VALUE)
        printf("ValueError\n");
    coir_semaphore_init(&s, 1, UINT_MAX);
    coir_semaphore_release(&s);
    AWAIT(coir_semaphore_acquire(&s));
    AWAIT(coir_semaphore_acquire(&s));
    printf("two permits, locked %s\n", yes(coir_semaphore_locked(&s)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
