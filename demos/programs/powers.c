/* powers.c - collect powers of two as they arrive: all of them, and those that pass a test.
 *
 * An async generator gives one every tenth of a second. Python's comprehensions,
 *
 *     g = [i async for i in powers(10)]
 *     f = [j async for j in powers(10) if not (j // 3 % 5)]
 *
 * are an ASYNC_FOR each, into an array that you provide.
 */
#include <stdio.h>

#include "coir/coir.h"

struct powers {
    CORO;
    int until;
    int i;
    int value;
};

ASYNC(powers) {
    for (self->i = 0; self->i < self->until; self->i++) {
        YIELD(1 << self->i);
        AWAIT(coir_sleep(COIR_MS(100)));
    }
}
ASYNC_END

struct numbers {
    int count;
    int item[10];
};

static void append(struct numbers *to, int number) {
    to->item[to->count++] = number;
}

static void show(const char *name, const struct numbers *numbers) {
    int i;
    printf("%s = [", name);
    for (i = 0; i < numbers->count; i++)
        printf("%s%d", i ? ", " : "", numbers->item[i]);
    printf("]\n");
}

struct app {
    CORO;
    struct powers powers;
    struct numbers g, f;
    coir_time start;
};

ASYNC(app) {
    self->start = coir_now();
    ASYNC_FOR(self->powers, powers, .until = 10) {
        append(&self->g, self->powers.value);
    }
    ASYNC_FOR_END
    ASYNC_FOR(self->powers, powers, .until = 10) {
        if (self->powers.value / 3 % 5 == 0)
            append(&self->f, self->powers.value);
    }
    ASYNC_FOR_END
    show("g", &self->g);
    show("f", &self->f);
    printf("after %.1f seconds\n", (double)(coir_now() - self->start) / COIR_TICK_HZ);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
