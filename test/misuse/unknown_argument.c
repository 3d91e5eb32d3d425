/* An argument that the coroutine does not have.
 * expect: error
 * tool: cc -std=c99
 * says: no member named */
#include "coir/coir.h"
struct blink {
    CORO;
    int pin;
};
ASYNC(blink) {
    AWAIT(coir_sleep(0));
}
ASYNC_END
struct app {
    CORO;
    struct blink blink;
};
ASYNC(app) {
#ifndef CORRECT
    AWAIT(self->blink, blink, .pim = 3);
#else
    AWAIT(self->blink, blink, .pin = 3);
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
