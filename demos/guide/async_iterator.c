/* async_iterator.c - iterate over items that have to be waited for: 1 to 10, one a second.
 *
 *     class AsyncIterator:            # with a counter, and an async def __anext__
 *     async for item in AsyncIterator():
 *         print(item)
 *
 * The class and its method become a frame and a body: the counter is a member, and each YIELD is
 * one answer of __anext__. The end of the body is StopAsyncIteration. And the async for is written
 * out here: that is what it does, and that it closes the iterator however it is left.
 */
#include <stdio.h>

#include "coir/coir.h"

struct async_iterator {
    CORO;
    int counter;
    int value;
};

ASYNC(async_iterator) {
    while (self->counter < 10) {
        self->counter++;
        AWAIT(coir_sleep(COIR_S(1)));
        YIELD(self->counter);
    }
}
ASYNC_END

struct app {
    CORO;
    struct async_iterator item;
};

ASYNC(app) {
    for (PREPARE(self->item, async_iterator);;) {
        ASYNC_NEXT(self->item, async_iterator);
        if (ENDED(self->item))
            break;
        printf("%d\n", self->item.value);
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
