/* 166_yield_from_close.c - close goes to the innermost first, then outwards. */
#include "trace.h"

struct leaf {
    DELEGATING_FRAME(int, int);
};

GENERATOR(leaf) {
    TRY {
        YIELD(1);
    }
    FINALLY {
        printf("leaf\n");
    }
    TRY_END
}
GENERATOR_END

struct mid {
    DELEGATING_FRAME(int, int);
    struct leaf leaf;
};

GENERATOR(mid) {
    TRY {
        YIELD_FROM(self->leaf, leaf);
    }
    FINALLY {
        printf("mid\n");
    }
    TRY_END
}
GENERATOR_END

struct top {
    DELEGATING_FRAME(int, int);
    struct mid mid;
};

GENERATOR(top) {
    TRY {
        YIELD_FROM(self->mid, mid);
    }
    FINALLY {
        printf("top\n");
    }
    TRY_END
}
GENERATOR_END

int main(void) {
    struct top t;
    PREPARE(t, top);
    NEXT(t, top);
    if (CLOSE(t, top) == 0)
        printf("closed\n");
    return 0;
}
