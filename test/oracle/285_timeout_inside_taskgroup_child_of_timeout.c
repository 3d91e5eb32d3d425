/* 285_timeout_inside_taskgroup_child_of_timeout.c - two deadlines in one turn: the outer one is told. */
#include "trace.h"

struct child {
    CORO;
    struct coir_timeout timeout;
};

ASYNC(child) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_sleep(COIR_S(50)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("inner Timeout\n");
        RAISE(CAUGHT);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("inner Cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_timeout timeout;
    struct coir_group group;
    COIR_TASK(child) child;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
            ASYNC_WITH(self->group, coir_group) {
                START(&self->group, self->child, child);
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
