/* 412_timeout_nested.c - of two deadlines the earlier is told; one can be moved from inside. */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout o, i;
    int a, b;
};

static void tell(const char *who, const struct scenario *self) {
    at(), printf("%s %s %s count %d\n", who, yes(coir_timeout_expired(&self->i)),
                 yes(coir_timeout_expired(&self->o)), coir_cancelling(coir_current()));
}

ASYNC(scenario) {
    for (self->a = 5, self->b = 2; self->a >= 2; self->a -= 3, self->b += 3) {
        TRY {
            ASYNC_WITH(self->o, coir_timeout, .delay = COIR_S(self->a)) {
                TRY {
                    ASYNC_WITH(self->i, coir_timeout, .delay = COIR_S(self->b)) {
                        AWAIT(coir_sleep(COIR_S(50)));
                    }
                    ASYNC_WITH_END
                }
                CATCH(COIR_TIMEOUT) {
                    tell("inner", self);
                }
                TRY_END
                AWAIT(coir_sleep(COIR_S(50)));
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            tell("outer", self);
        }
        TRY_END
    }
    TRY {
        ASYNC_WITH(self->o, coir_timeout, .delay = COIR_S(2)) {
            ASYNC_WITH(self->i, coir_timeout, .delay = COIR_S(9)) {
                AWAIT(coir_sleep(COIR_S(1)));
                coir_timeout_reschedule(&self->o, coir_now() + COIR_S(4));
                printf("when %g\n",
                       (double)(coir_timeout_when(&self->o) - coir_now()) / (double)COIR_S(1));
                AWAIT(coir_sleep(COIR_S(50)));
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("moved %s\n", yes(coir_timeout_expired(&self->o)));
    }
    TRY_END
    if (coir_timeout_reschedule(&self->o, COIR_S(99)) == COIR_RUNTIME)
        printf("RuntimeError\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
