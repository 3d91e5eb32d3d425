/* RETURN of a value where there is no result.
 * expect: error
 * tool: cc -std=c99
 * says: no member named */
#include "coir/coir.h"
#ifndef CORRECT
struct app {
    CORO;
};
#else
struct app {
    CORO;
    int result;
};
#endif
ASYNC(app) {
    AWAIT(coir_sleep(0));
    RETURN(5);
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
