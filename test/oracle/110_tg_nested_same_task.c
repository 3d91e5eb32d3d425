/* 110_tg_nested_same_task.c - the outer group fails while the inner one waits in the same task. */
#include "trace.h"

#define BAD COIR_USER(1)

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(outer child)" : word(error));
}

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(BAD);
}
ASYNC_END

struct sleeper {
    CORO;
};

ASYNC(sleeper) {
    AWAIT(coir_sleep(COIR_S(50)));
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group outer, inner;
    COIR_TASK(bad) bad;
    COIR_TASK(sleeper) sleeper;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->outer, coir_group) {
            START(&self->outer, self->bad, bad);
            TRY {
                ASYNC_WITH(self->inner, coir_group) {
                    START(&self->inner, self->sleeper, sleeper);
                }
                ASYNC_WITH_END
            }
            CATCH(COIR_CANCELLED) {
                at(), printf("inner left with Cancelled, count %d\n",
                             coir_cancelling(coir_current()));
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
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
