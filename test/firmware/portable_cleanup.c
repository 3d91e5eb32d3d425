/* portable_cleanup.c - nest TRY, CATCH and FINALLY across suspensions, on any machine.
 *
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "portable.h"

/* Fails in three ways, `how` says which; every way runs both FINALLYs, in order. */
struct nest {
    GENERATOR_FRAME;
    int how;
    int i;
    int value;
    int result;
};

GENERATOR(nest) {
    TRY {
        TRY {
            for (self->i = 0; self->i < 3; self->i++) {
                YIELD(self->i);
                if (self->i == 1 && self->how == 1)
                    RAISE(COIR_VALUE);
                if (self->i == 1 && self->how == 2)
                    RAISE(COIR_TIMEOUT);
                if (self->i == 1 && self->how == 3)
                    RETURN(7);
            }
        }
        CATCH(COIR_VALUE, COIR_TYPE) {
            YIELD(CAUGHT);
            RAISE(COIR_RUNTIME);
        }
        FINALLY {
            YIELD(100);
            text("inner done\n");
        }
        TRY_END
    }
    CATCH(COIR_RUNTIME) {
        line("replaced", CONTEXT);
        YIELD(CAUGHT);
    }
    FINALLY {
        /* The outcome on its way waits while this block has one of its own. */
        for (self->i = 0; self->i < 2; self->i++) {
            TRY {
                RAISE(COIR_EOF);
            }
            CATCH(COIR_ERROR) {
                YIELD(200 + self->i);
            }
            TRY_END
        }
        text("outer done\n");
    }
    TRY_END
    RETURN(1);
}
GENERATOR_END

/* Cannot be closed: it yields once more. */
struct stubborn {
    GENERATOR_FRAME;
    int value;
};

GENERATOR(stubborn) {
    TRY {
        YIELD(1);
    }
    FINALLY {
        YIELD(2);
    }
    TRY_END
}
GENERATOR_END

static struct nest n;
static struct stubborn s;

void program(void) {
    int how;
    for (how = 0; how <= 3; how++) {
        line("how", how);
        FOR_EACH(n, nest, .how = how)
            line("value", n.value);
        line("outcome", OUTCOME(n));
        line("result", n.result);
    }
    PREPARE(n, nest);
    line("next", NEXT(n, nest));
    line("throw", THROW(n, nest, COIR_TYPE));
    line("value", n.value);
    line("close", CLOSE(n, nest));
    line("value", n.value);
    PREPARE(s, stubborn);
    line("next", NEXT(s, stubborn));
    line("close", CLOSE(s, stubborn));
    line("next", NEXT(s, stubborn));
}
