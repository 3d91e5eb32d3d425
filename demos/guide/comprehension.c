/* comprehension.c - filter and transform values that have to be waited for.
 *
 *     [n * n async for n in counter() if n % 2]
 *
 * C has no comprehensions, but the same stages: each is an async generator over the one before, and
 * nothing is stored in between. Leaving the loop closes them all.
 */
#include <stdio.h>

#include "coir/coir.h"

struct counter {
    CORO;
    int value;
};

ASYNC(counter) {
    for (;;) {
        AWAIT(coir_sleep(COIR_MS(100)));
        YIELD(self->value + 1);
    }
}
ASYNC_END

static bool is_odd(const void *item, void *unused) {
    (void)unused;
    return *(const int *)item % 2 == 1;
}

static int square(const void *item, void *into, void *unused) {
    (void)unused;
    *(int *)into = *(const int *)item * *(const int *)item;
    return 0;
}

struct app {
    CORO;
    struct counter counter;
    struct coir_filter odd;
    struct coir_map squares;
    struct coir_take five;
    int into;
};

ASYNC(app) {
    PREPARE(self->counter, counter);
    PREPARE(self->odd, coir_filter, .source = COIR_SOURCE(self->counter, counter),
            .predicate = is_odd);
    PREPARE(self->squares, coir_map, .source = COIR_SOURCE(self->odd, coir_filter),
            .function = square, .into = &self->into, .size = sizeof self->into);
    ASYNC_FOR(self->five, coir_take, .source = COIR_SOURCE(self->squares, coir_map), .count = 5) {
        printf("%d\n", COIR_ITEM(self->five, int));
    }
    ASYNC_FOR_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
