/* A leaf that says COIR_PENDING and parked nowhere.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: parked nowhere */
#include "coir/coir.h"
static int leaf(void) {
#ifndef CORRECT
    return COIR_PENDING;
#else
    return 0;
#endif
}
struct app {
    CORO;
};
ASYNC(app) {
    AWAIT(leaf());
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
