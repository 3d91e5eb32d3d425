/* A coroutine that was made and never awaited.
 * expect: warning
 * tool: cc -std=c99
 * says: unused */
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
    PREPARE(self->blink, blink, .pin = 3);
#ifndef CORRECT
    COIR_CALL(self->blink, blink);
#endif
    AWAIT(coir_sleep(0));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
