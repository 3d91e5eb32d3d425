/* A return without a value.
 * expect: warning
 * tool: cc -std=c99
 * says: return */
#include "coir/coir.h"
struct app {
    CORO;
    int n;
};
ASYNC(app) {
    AWAIT(coir_sleep(0));
#ifndef CORRECT
    if (self->n == 0)
        return;
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
