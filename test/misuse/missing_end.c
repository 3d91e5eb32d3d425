/* A block without its end.
 * expect: error
 * tool: cc -std=c99
 * says: error */
#include "coir/coir.h"
struct app {
    CORO;
    int n;
};
ASYNC(app) {
    TRY {
        AWAIT(coir_sleep(0));
    }
    FINALLY {
        self->n = 1;
    }
#ifdef CORRECT
    TRY_END
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
