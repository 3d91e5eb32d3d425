/* A coroutine called like a function.
 * expect: error
 * tool: cc -std=c99
 * says: too few arguments */
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
    blink(&self->blink);
#endif
    AWAIT(self->blink, blink, .pin = 3);
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
