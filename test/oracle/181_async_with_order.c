/* 181_async_with_order.c - enter in order, exit in reverse; a failed enter; a swallowing exit. */
#include "trace.h"

#define ENTER COIR_USER(1)
#define K COIR_USER(2)

static const char *x(int error) {
    return error == ENTER ? "ValueError(enter)" : error == K ? "KeyError(k)" : "none";
}

struct c {
    CORO;
    int n;
    bool fail, suppress;
    int value;
};

ASYNC(c) {
    AWAIT(coir_sleep(COIR_S(1)));
    at(), printf("enter %d\n", self->n);
    if (self->fail)
        RAISE(ENTER);
    TRY {
        YIELD(0);
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("exit %d none\n", self->n);
    }
    CATCH(ENTER, K) {
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("exit %d %s\n", self->n, x(CAUGHT));
        if (!self->suppress)
            RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct c one, two, three;
};

ASYNC(scenario) {
    ASYNC_WITH(self->one, c, .n = 1) {
        ASYNC_WITH(self->two, c, .n = 2) {
            at(), printf("body\n");
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
    TRY {
        ASYNC_WITH(self->one, c, .n = 1) {
            ASYNC_WITH(self->two, c, .n = 2, .fail = true) {
                ASYNC_WITH(self->three, c, .n = 3) {
                    at(), printf("never\n");
                }
                ASYNC_WITH_END
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(ENTER) {
        at(), printf("enter failed\n");
    }
    TRY_END
    ASYNC_WITH(self->one, c, .n = 1) {
        ASYNC_WITH(self->two, c, .n = 2, .suppress = true) {
            RAISE(K);
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
    at(), printf("suppressed\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
