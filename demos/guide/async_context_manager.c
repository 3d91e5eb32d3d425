/* async_context_manager.c - wait on the way into a block, and on the way out.
 *
 *     async with AsyncContextManager() as manager:
 *         print('within the manager')
 *
 * __aenter__ is what stands before the YIELD, __aexit__ what stands behind it.
 */
#include <stdio.h>

#include "coir/coir.h"

struct async_context_manager {
    CORO;
    int value;
};

ASYNC(async_context_manager) {
    printf(">entering the context manager\n");
    AWAIT(coir_sleep(COIR_MS(500)));
    TRY {
        YIELD(0);
    }
    FINALLY {
        printf(">exiting the context manager\n");
        AWAIT(coir_sleep(COIR_MS(500)));
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct async_context_manager manager;
};

ASYNC(app) {
    ASYNC_WITH(self->manager, async_context_manager) {
        printf("within the manager\n");
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
