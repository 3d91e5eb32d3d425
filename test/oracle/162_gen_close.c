/* 162_gen_close.c - close runs the finally; yielding there, or failing, is an error of close. */
#include "trace.h"

#define CLEANUP COIR_USER(1)
enum { PLAIN, YIELDS, RAISES, UNSTARTED };
static const char *const names[] = {"plain", "yield", "raise", "unstarted"};

struct g {
    GENERATOR_FRAME;
    int mode;
    int value;
};

GENERATOR(g) {
    TRY {
        printf("run\n");
        YIELD(1);
    }
    FINALLY {
        printf("finally %s\n", names[self->mode]);
        if (self->mode == YIELDS)
            YIELD(2);
        if (self->mode == RAISES)
            RAISE(CLEANUP);
    }
    TRY_END
}
GENERATOR_END

static const char *closed(int error) {
    return error == COIR_RUNTIME ? "RuntimeError" : error == CLEANUP ? "ValueError" : "closed";
}

int main(void) {
    struct g i;
    for (int mode = PLAIN; mode <= RAISES; mode++) {
        PREPARE(i, g, .mode = mode);
        NEXT(i, g);
        printf("%s\n", closed(CLOSE(i, g)));
        printf("%s again\n", closed(CLOSE(i, g)));
    }
    PREPARE(i, g, .mode = UNSTARTED);
    CLOSE(i, g);
    printf("after close %s\n", NEXT(i, g) > 0 ? "something" : "nothing");
    return 0;
}
