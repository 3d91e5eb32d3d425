/* 115_tg_body_swallows_abort.c - a body that swallows the request goes on; the group fails at its end. */
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

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(bad) bad;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad);
            TRY {
                AWAIT(coir_sleep(COIR_S(50)));
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("swallowed\n");
            }
            TRY_END
            AWAIT(coir_sleep(COIR_S(3)));
            at(), printf("body end\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf(" count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
