/* 168_gen_throw_exit_is_forwarded.c - an exit request thrown by hand closes the inner first. */
#include "trace.h"

struct leaf {
    DELEGATING_FRAME(const char *, int);
};

GENERATOR(leaf) {
    TRY {
        YIELD("1");
    }
    CATCH(COIR_GENERATOR_EXIT) {
        printf("leaf exit\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
GENERATOR_END

struct top {
    DELEGATING_FRAME(const char *, int);
    struct leaf leaf;
};

GENERATOR(top) {
    TRY {
        YIELD_FROM(self->leaf, leaf);
    }
    CATCH(COIR_GENERATOR_EXIT) {
        printf("top exit\n");
        YIELD("swallowed");
    }
    TRY_END
}
GENERATOR_END

int main(void) {
    struct top t;
    PREPARE(t, top);
    NEXT(t, top);
    if (THROW(t, top, COIR_GENERATOR_EXIT) > 0)
        printf("%s\n", t.value);
    return 0;
}
