/* An await in a nested function (a gcc extension).
 * expect: error
 * tool: gcc -std=gnu99
 * says: case label not within a switch */
#include "coir/coir.h"
struct app {
    CORO;
};
ASYNC(app) {
#ifndef CORRECT
    void *nested(void) {
        AWAIT(coir_sleep(0));
        return NULL;
    }
    nested();
#endif
    AWAIT(coir_sleep(0));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
