/* A leaf called without AWAIT is told by the compiler, too.
 * expect: warning
 * tool: cc -std=c99
 * says: ignoring return value of */
#include "coir/coir.h"
struct app {
    CORO;
};
ASYNC(app) {
#ifndef CORRECT
    coir_sleep_ms(10);
#else
    AWAIT(coir_sleep_ms(10));
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
