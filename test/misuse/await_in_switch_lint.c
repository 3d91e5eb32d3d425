/* The same, found at compile time with COIR_LINT.
 * expect: warning
 * tool: cc -std=c99 -O2 -DCOIR_LINT=1
 * says: overflow in conversion */
#include "coir/coir.h"
struct app {
    CORO;
    int n;
};
ASYNC(app) {
#ifndef CORRECT
    switch (self->n) {
    case 0:
        AWAIT(coir_sleep(0));
        break;
    }
#else
    if (self->n == 0)
        AWAIT(coir_sleep(0));
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
