/* return 0, which is a null pointer to the compiler.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: left with a bare return */
#include "coir/coir.h"
struct app {
    CORO;
    int n;
};
ASYNC(app) {
    AWAIT(coir_sleep(0));
#ifndef CORRECT
    if (self->n == 0)
        return 0;
#else
    if (self->n == 0)
        RETURN();
#endif
    AWAIT(coir_sleep(0));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
