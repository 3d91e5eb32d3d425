/* A break that belongs to no loop.
 * expect: error
 * tool: cc -std=c99 -O2
 * says: a break outside of any loop leaves this coroutine */
#include "coir/coir.h"
struct app {
    CORO;
    int n;
};
ASYNC(app) {
    AWAIT(coir_sleep(0));
#ifndef CORRECT
    if (self->n == 0)
        break;
#endif
    AWAIT(coir_sleep(0));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
