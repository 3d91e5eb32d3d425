/* A plain local, assigned before an await and used after it.
 * expect: warning
 * tool: clang -std=c99 -O2 -Wconditional-uninitialized
 * says: may be uninitialized */
#include "coir/coir.h"
struct app {
    CORO;
    int kept;
};
ASYNC(app) {
#ifndef CORRECT
    int lost;
    lost = 1;
    AWAIT(coir_sleep(0));
    self->kept = lost;
#else
    self->kept = 1;
    AWAIT(coir_sleep(0));
#endif
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
