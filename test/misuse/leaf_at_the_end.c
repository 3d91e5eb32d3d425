/* A leaf called without AWAIT, and then the end: the task is over, and still in the list of those that sleep.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: a leaf was called outside of AWAIT */
#include "coir/coir.h"
struct app {
    CORO;
};
ASYNC(app) {
#ifndef CORRECT
    coir_sleep(COIR_S(1));
#else
    AWAIT(coir_sleep(COIR_S(1)));
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
