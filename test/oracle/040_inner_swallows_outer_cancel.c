/* 040_inner_swallows_outer_cancel.c - a request that the awaited task swallows still reaches its waiter.
 * trace: Coir's own */
#include "trace.h"

struct inner {
    CORO;
};

ASYNC(inner) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    CATCH(COIR_CANCELLED) {
        printf("inner swallows\n");
    }
    TRY_END
}
ASYNC_END

struct outer {
    CORO;
    struct coir_task *t;
};

ASYNC(outer) {
    TRY {
        AWAIT(coir_join(self->t));
        printf("outer got a value\n");
    }
    CATCH(COIR_CANCELLED) {
        printf("outer cancelled, inner %s count %d\n", out(self->t),
               coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(inner) i;
    COIR_TASK(outer) o;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->i, inner);
    START(coir_running_loop(), self->o, outer, .t = &self->i.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->o.task);
    AWAIT(self->wait, wait_for_end, .task = &self->o.task);
    printf("%s\n", out(&self->o.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
