/* A coroutine in a frame of another one's type.
 * expect: error
 * tool: cc -std=c99
 * says: mismatch */
#include "coir/coir.h"
struct one {
    CORO;
    int a;
};
ASYNC(one) {
    AWAIT(coir_sleep(0));
}
ASYNC_END
struct two {
    CORO;
    long b[9];
};
ASYNC(two) {
    AWAIT(coir_sleep(0));
}
ASYNC_END
struct app {
    CORO;
    struct one one;
    struct two two;
};
ASYNC(app) {
    AWAIT(self->one, one);
#ifndef CORRECT
    AWAIT(self->one, two);
#else
    AWAIT(self->two, two);
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
