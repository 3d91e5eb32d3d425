/* 180_async_comprehension.c - one element at a time, condition and value awaited. */
#include "trace.h"

struct g {
    CORO;
    int i;
    int value;
};

ASYNC(g) {
    for (self->i = 0; self->i < 4; self->i++) {
        printf("produce %d\n", self->i);
        YIELD(self->i);
    }
}
ASYNC_END

struct even {
    CORO;
    int i;
    bool result;
};

ASYNC(even) {
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN(self->i % 2 == 0);
}
ASYNC_END

struct sq {
    CORO;
    int i;
    int result;
};

ASYNC(sq) {
    at(), printf("square %d\n", self->i);
    RETURN(self->i * self->i);
}
ASYNC_END

struct scenario {
    CORO;
    struct g g;
    struct even even;
    struct sq sq;
    int all[4], count;
};

ASYNC(scenario) {
    ASYNC_FOR(self->g, g) {
        AWAIT(self->even, even, .i = self->g.value);
        if (self->even.result) {
            AWAIT(self->sq, sq, .i = self->g.value);
            self->all[self->count++] = self->sq.result;
        }
    }
    ASYNC_FOR_END
    for (int i = 0; i < self->count; i++)
        printf("%s%d", i ? " " : "[", self->all[i]);
    printf("]\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
