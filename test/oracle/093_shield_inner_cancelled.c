/* 093_shield_inner_cancelled.c - a shield lets through that the task behind it was cancelled. */
#include "trace.h"

struct inner {
    CORO;
};

ASYNC(inner) {
    AWAIT(coir_sleep(COIR_S(5)));
}
ASYNC_END

struct outer {
    CORO;
    struct coir_task *task;
    struct coir_shield shield;
};

ASYNC(outer) {
    TRY {
        AWAIT(self->shield, coir_shield, .task = self->task);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("Cancelled, count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(inner) i;
    COIR_TASK(outer) o;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->i, inner);
    START(coir_running_loop(), self->o, outer, .task = &self->i.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->i.task);
    AWAIT(coir_join(&self->o.task));
    printf("%s\n", out(&self->i.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
