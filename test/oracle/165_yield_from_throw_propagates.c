/* 165_yield_from_throw_propagates.c - what the inner does not catch arrives at the delegation. */
#include "trace.h"

#define KEY COIR_USER(1)

struct inner {
    DELEGATING_FRAME(int, int);
};

GENERATOR(inner) {
    TRY {
        YIELD(1);
    }
    FINALLY {
        printf("inner finally\n");
    }
    TRY_END
}
GENERATOR_END

struct outer {
    DELEGATING_FRAME(int, int);
    struct inner inner;
};

GENERATOR(outer) {
    TRY {
        YIELD_FROM(self->inner, inner);
    }
    CATCH(KEY) {
        printf("outer caught KeyError(k)\n");
    }
    TRY_END
    YIELD(2);
}
GENERATOR_END

int main(void) {
    struct outer o;
    PREPARE(o, outer);
    NEXT(o, outer);
    if (THROW(o, outer, KEY) > 0)
        printf("%d\n", o.value);
    printf("%s\n", NEXT(o, outer) > 0 ? "more" : "end");
    return 0;
}
