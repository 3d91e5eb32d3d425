/* 09_with.c - something to do before a block and after it, whatever happens inside.
 *
 * A context manager is a generator that yields once. WITH runs it to its YIELD, then the block,
 * then the rest. An error that leaves the block is raised at the YIELD, so the manager can see
 * it, replace it or swallow it.
 */
#include <stdio.h>

#include "coir/coir.h"

#define NO_PAPER COIR_USER(1)

/* Plain: it does not wait. */
struct indented {
    GENERATOR_FRAME;
    const char *title;
    int value;
};

GENERATOR(indented) {
    printf("%s {\n", self->title);
    TRY {
        YIELD(0);
    }
    FINALLY {
        printf("}\n");
    }
    TRY_END
}
GENERATOR_END

/* Async: it takes a second to warm up, and another to cool down. */
struct printer {
    CORO;
    int value;
};

ASYNC(printer) {
    AWAIT(coir_sleep(COIR_S(1)));
    printf("    printer on\n");
    TRY {
        YIELD(0);
    }
    CATCH(NO_PAPER) {
        printf("    somebody gets paper\n");
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("    printer off\n");
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct indented indented;
    struct printer printer;
};

ASYNC(app) {
    printf("one job\n");
    WITH(self->indented, indented, .title = "print") {
        printf("    wait for the printer\n");
        ASYNC_WITH(self->printer, printer) {
            printf("    page 1\n");
            RAISE(NO_PAPER);
        }
        ASYNC_WITH_END
        printf("    the block is over, and so is the error\n");
    }
    WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
