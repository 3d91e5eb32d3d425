/* 111_tg_nested_both_fail.c - both groups fail in one turn: the outer one's request is not lost.
 * trace: 3.13 */
#include "trace.h"

#define INNER COIR_USER(1)
#define OUTER COIR_USER(2)

static void x(int error) {
    printf("ValueError(%s)", error == INNER ? "inner" : "outer");
}

struct bad {
    CORO;
    int error;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(self->error);
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group outer, inner;
    COIR_TASK(bad) of_inner, of_outer;
};

static int count(void) {
    return coir_cancelling(coir_current());
}

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->outer, coir_group) {
            TRY {
                ASYNC_WITH(self->inner, coir_group) {
                    START(&self->inner, self->of_inner, bad, .error = INNER);
                    START(&self->outer, self->of_outer, bad, .error = OUTER);
                    AWAIT(coir_sleep(COIR_S(50)));
                }
                ASYNC_WITH_END
            }
            CATCH(COIR_GROUP) {
                at(), printf("inner "), group(x), printf(" count %d\n", count());
            }
            TRY_END
            TRY {
                AWAIT(coir_sleep(COIR_S(5)));
                at(), printf("outer body NOT interrupted\n");
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("outer body interrupted\n");
                RAISE(CAUGHT);
            }
            TRY_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), printf("outer "), group(x), printf(" count %d\n", count());
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
