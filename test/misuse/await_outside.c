/* An await in a plain function.
 * expect: error
 * tool: cc -std=c99
 * says: self */
#include "coir/coir.h"
struct app {
    CORO;
};
#ifndef CORRECT
static void helper(void) {
    AWAIT(coir_sleep(0));
}
#endif
ASYNC(app) {
#ifndef CORRECT
    helper();
#endif
    AWAIT(coir_sleep(0));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
