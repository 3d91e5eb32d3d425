/* 101_tg_child_fails.c - the first failure cancels the others and the body; their cleanup is awaited. */
#include "trace.h"

#define BAD COIR_USER(1)

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(bad)" : word(error));
}

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(BAD);
}
ASYNC_END

struct sibling {
    CORO;
    int n, seconds;
};

ASYNC(sibling) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        at(), printf("sibling cleanup %d\n", self->n);
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        at(), printf("sibling cleaned %d\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(sibling) one, two;
    COIR_TASK(bad) bad;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->one, sibling, .n = 1, .seconds = 3);
            START(&self->group, self->bad, bad);
            START(&self->group, self->two, sibling, .n = 2, .seconds = 1);
            TRY {
                AWAIT(coir_sleep(COIR_S(50)));
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("body cancelled\n");
                RAISE(CAUGHT);
            }
            TRY_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf(" count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(1)));
    at(), printf("parent goes on\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
