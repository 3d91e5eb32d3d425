/* Two suspension points on one line.
 * expect: error
 * tool: cc -std=c99
 * says: duplicate case value */
#include "coir/coir.h"
#define BOTH                                                                                       \
    AWAIT(coir_sleep(0));                                                                          \
    AWAIT(coir_sleep(0))
struct app {
    CORO;
};
ASYNC(app) {
#ifndef CORRECT
    BOTH; /* a macro is one line */
#else
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
