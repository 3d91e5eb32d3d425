/* 306_tg_own_request_pending.c - a task that has asked itself to stop enters a group. */
#include "trace.h"

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    printf("ran %d\n", self->n);
}
ASYNC_END

struct p {
    CORO;
    int n;
    struct coir_group group;
    COIR_TASK(w) w;
};

ASYNC(p) {
    coir_cancel(coir_current());
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            if (self->n)
                START(&self->group, self->w, w, .n = 0);
        }
        ASYNC_WITH_END
        printf("left, count %d\n", coir_cancelling(coir_current()));
        AWAIT(coir_sleep(0));
        printf("never\n");
    }
    CATCH(COIR_CANCELLED) {
        printf("Cancelled, count %d\n", coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(p) t;
    struct wait_for_end wait;
    int n;
};

ASYNC(scenario) {
    for (self->n = 0; self->n < 2; self->n++) {
        START(coir_running_loop(), self->t, p, .n = self->n);
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        printf("%d %s\n", self->n, out(&self->t.task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
