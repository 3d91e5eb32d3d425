/* An await inside a switch of the user's: its label belongs to that switch.
 * expect: panic
 * tool: cc -std=c99 -O2 -DCOIR_CHECKS=1
 * says: resume point not found */
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
