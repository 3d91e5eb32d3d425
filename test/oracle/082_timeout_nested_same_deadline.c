/* 082_timeout_nested_same_deadline.c - of two deadlines in one turn, the outer one is told. */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout a, b;
};

static int count(void) {
    return coir_cancelling(coir_current());
}

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->a, coir_timeout, .delay = COIR_S(3)) {
            TRY {
                ASYNC_WITH(self->b, coir_timeout, .delay = COIR_S(3)) {
                    AWAIT(coir_sleep(COIR_S(50)));
                }
                ASYNC_WITH_END
            }
            CATCH(COIR_TIMEOUT) {
                at(), printf("inner Timeout, count %d\n", count());
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("inner passes Cancelled, count %d\n", count());
                RAISE(CAUGHT);
            }
            TRY_END
            at(), printf("between\n");
            AWAIT(coir_sleep(COIR_S(1)));
            at(), printf("slept\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("outer Timeout, count %d\n", count());
    }
    TRY_END
    printf("%s %s\n", yes(coir_timeout_expired(&self->a)), yes(coir_timeout_expired(&self->b)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
