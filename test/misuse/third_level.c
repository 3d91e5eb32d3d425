/* A third level of cleanup within cleanup.
 * expect: error
 * tool: cc -std=c99
 * says: negative */
#include "coir/coir.h"
struct app {
    CORO;
    int n;
};
ASYNC(app) {
    TRY {
        self->n = 1;
    }
    FINALLY {
        TRY {
            self->n = 2;
        }
        FINALLY {
#ifndef CORRECT
            TRY {
                self->n = 3;
            }
            FINALLY {
                self->n = 4;
            }
            TRY_END
#endif
        }
        TRY_END
    }
    TRY_END
    AWAIT(coir_sleep(0));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
