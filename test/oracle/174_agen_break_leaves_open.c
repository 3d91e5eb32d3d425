/* 174_agen_break_leaves_open.c - a loop that leaves it open, and one that closes it. */
#include "trace.h"

struct g {
    CORO;
    int i;
    int value;
};

ASYNC(g) {
    TRY {
        for (self->i = 0; self->i < 9; self->i++)
            YIELD(self->i);
    }
    FINALLY {
        printf("cleanup\n");
    }
    TRY_END
}
ASYNC_END

/* aclosing: a context manager over a generator. */
struct closing {
    CORO;
    struct g *g;
    int value;
};

ASYNC(closing) {
    TRY {
        YIELD(0);
    }
    FINALLY {
        ASYNC_CLOSE(*self->g, g);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct g i, j;
    struct closing closing;
};

ASYNC(scenario) {
    PREPARE(self->i, g);
    ASYNC_FOR_OPEN(self->i, g) {
        printf("%d\n", self->i.value);
        if (self->i.value == 1)
            break;
    }
    ASYNC_FOR_END
    printf("after break\n");
    ASYNC_CLOSE(self->i, g);
    PREPARE(self->j, g);
    ASYNC_WITH(self->closing, closing, .g = &self->j) {
        ASYNC_FOR_OPEN(self->j, g) {
            break;
        }
        ASYNC_FOR_END
        printf("in aclosing\n");
    }
    ASYNC_WITH_END
    printf("after aclosing\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
