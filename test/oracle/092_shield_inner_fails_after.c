/* 092_shield_inner_fails_after.c - who waited was cancelled; the task behind the shield fails later. */
#include "trace.h"

#define LATE COIR_USER(1)

struct inner {
    CORO;
};

ASYNC(inner) {
    AWAIT(coir_sleep(COIR_S(3)));
    at(), printf("inner raises\n");
    RAISE(LATE);
}
ASYNC_END

struct outer {
    CORO;
    struct coir_task *task;
    struct coir_shield shield;
};

ASYNC(outer) {
    AWAIT(self->shield, coir_shield, .task = self->task);
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
    coir_cancel(&self->o.task);
    AWAIT(coir_sleep(COIR_S(5)));
    printf("%s / %s\n", out(&self->o.task),
           coir_outcome(&self->i.task) == LATE ? "raised ValueError(late)" : out(&self->i.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
