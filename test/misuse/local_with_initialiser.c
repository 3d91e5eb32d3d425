/* A plain local with an initialiser, used across an await.
 * expect: error
 * tool: g++ -x c++ -std=c++17 -O2
 * says: crosses initialization */
#include "coir/coir.h"
struct app {
    CORO;
    int kept;
};
ASYNC(app) {
#ifndef CORRECT
    int lost = 1;
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
