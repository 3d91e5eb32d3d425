/* A lock that nobody has initialised: all zero is not enough.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: was not initialised */
#include "coir/coir.h"

static struct coir_lock lock;

struct first {
    CORO;
};

ASYNC(first) {
#ifdef CORRECT
    coir_lock_init(&lock);
#endif
    AWAIT(coir_lock_acquire(&lock));
    AWAIT(coir_sleep(0));
    coir_lock_release(&lock);
}
ASYNC_END

int main(void) {
    return COIR_RUN(first);
}
