/* async_generator.c - yield from a function that waits: 0 to 9, one a second.
 *
 *     async for item in async_generator():
 *         print(item)
 */
#include <stdio.h>

#include "coir/coir.h"

struct async_generator {
    CORO;
    int i;
    int value;
};

ASYNC(async_generator) {
    for (self->i = 0; self->i < 10; self->i++) {
        AWAIT(coir_sleep(COIR_S(1)));
        YIELD(self->i);
    }
}
ASYNC_END

struct app {
    CORO;
    struct async_generator item;
};

ASYNC(app) {
    ASYNC_FOR(self->item, async_generator) {
        printf("%d\n", self->item.value);
    }
    ASYNC_FOR_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
