/* 038_cancel_propagates_inward.c - the innermost task cleans up before the outer sees anything. */
#include "trace.h"

struct inner {
    CORO;
};

ASYNC(inner) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    FINALLY {
        at(), printf("inner cleanup\n");
        AWAIT(coir_sleep(COIR_S(2)));
        at(), printf("inner cleanup done\n");
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
    }
    FINALLY {
        at(), printf("outer cleanup, inner %s\n", out(self->t));
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
    printf("counts inner %d outer %d\n", coir_cancelling(&self->i.task),
           coir_cancelling(&self->o.task));
    AWAIT(self->wait, wait_for_end, .task = &self->o.task);
    at(), printf("outer %s\n", out(&self->o.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
