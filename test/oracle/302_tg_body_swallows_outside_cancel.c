/* 302_tg_body_swallows_outside_cancel.c - a request that the body swallows does not reach its tasks. */
#include "trace.h"

struct w {
    CORO;
    int n, seconds;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        at(), printf("done %d\n", self->n);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %d\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct p {
    CORO;
    struct coir_group group;
    COIR_TASK(w) one, c;
};

ASYNC(p) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->one, w, .n = 1, .seconds = 3);
        START(&self->group, self->c, w, .n = 2, .seconds = 9);
        TRY {
            AWAIT(coir_sleep(COIR_S(50)));
        }
        CATCH(COIR_CANCELLED) {
            at(), printf("body swallows\n");
        }
        TRY_END
        coir_cancel(&self->c.task);
    }
    ASYNC_WITH_END
    at(), printf("left, count %d\n", coir_cancelling(coir_current()));
    AWAIT(coir_sleep(COIR_S(1)));
    at(), printf("not cancelled again\n");
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(p) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, p);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
