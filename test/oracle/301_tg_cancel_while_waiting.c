/* 301_tg_cancel_while_waiting.c - a group that is cancelled asks its tasks once, and waits for them. */
#include "trace.h"

struct swallows {
    CORO;
};

ASYNC(swallows) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("swallowed\n");
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(4)));
    at(), printf("swallower done\n");
}
ASYNC_END

struct cleans {
    CORO;
};

ASYNC(cleans) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(2)));
        at(), printf("cleaned\n");
    }
    TRY_END
}
ASYNC_END

struct p {
    CORO;
    struct coir_group group;
    COIR_TASK(swallows) swallows;
    COIR_TASK(cleans) cleans;
};

ASYNC(p) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->swallows, swallows);
            START(&self->group, self->cleans, cleans);
        }
        ASYNC_WITH_END
        at(), printf("left normally\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("Cancelled, count %d\n", coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
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
    AWAIT(coir_sleep(COIR_S(1)));
    printf("again %s\n", yes(coir_cancel(&self->t.task)));
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
