/* 079_wait_for_shield.c - Timeout on time, and the shielded task runs on. */
#include "trace.h"

struct w {
    CORO;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(5)));
    RETURN(8);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct coir_shield shield;
    struct coir_wait_for wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    PREPARE(self->shield, coir_shield, .task = &self->t.task);
    TRY {
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->shield, coir_shield),
              .delay = COIR_S(2));
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout, task %s\n", out(&self->t.task));
    }
    TRY_END
    AWAIT(coir_join(&self->t.task));
    at(), printf("later %d\n", self->t.frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
