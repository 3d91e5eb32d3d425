/* 118_tg_children_and_body_fail.c - tasks and body fail in one turn: who comes first decides. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(0) /* minus the number of who raised it */
#define CLEANUP COIR_USER(10)
#define BODY COIR_USER(11)

static void x(int error) {
    if (error > CLEANUP)
        printf("ValueError(%d)", VALUE_ERROR - error);
    else
        printf("%s", error == CLEANUP ? "KeyError(cleanup)" : "OSError(body)");
}

struct bad {
    CORO;
    int n;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(2)));
    RAISE(VALUE_ERROR - self->n);
}
ASYNC_END

struct dirty {
    CORO;
};

ASYNC(dirty) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(1)));
        RAISE(CLEANUP);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(bad) one, two;
    COIR_TASK(dirty) dirty;
    int body_first;
};

ASYNC(scenario) {
    for (self->body_first = 1; self->body_first >= 0; self->body_first--) {
        TRY {
            ASYNC_WITH(self->group, coir_group) {
                START(&self->group, self->one, bad, .n = 1);
                START(&self->group, self->dirty, dirty);
                START(&self->group, self->two, bad, .n = 2);
                if (self->body_first) {
                    AWAIT(coir_sleep(COIR_S(2)));
                } else {
                    AWAIT(coir_sleep(COIR_S(1)));
                    AWAIT(coir_sleep(COIR_S(1)));
                }
                RAISE(BODY);
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_GROUP) {
            at(), group(x), printf(" count %d\n", coir_cancelling(coir_current()));
        }
        TRY_END
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
