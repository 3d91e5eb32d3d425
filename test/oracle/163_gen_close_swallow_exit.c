/* 163_gen_close_swallow_exit.c - swallowing the exit request and returning closes normally.
 * trace: 3.13 */
#include "trace.h"

struct g {
    GENERATOR_FRAME;
    int value, result;
};

GENERATOR(g) {
    TRY {
        YIELD(1);
    }
    CATCH(COIR_GENERATOR_EXIT) {
        printf("swallowed\n");
        RETURN(7);
    }
    TRY_END
}
GENERATOR_END

int main(void) {
    struct g i;
    PREPARE(i, g);
    NEXT(i, g);
    if (CLOSE(i, g) == 0)
        printf("close gives %d\n", i.result);
    return 0;
}
