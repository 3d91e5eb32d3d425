/* 107_tg_outer_cancel_and_child_error.c - the group's error first, then the cancellation from outside.
 * trace: 3.13 */
#include "trace.h"

#define CLEANUP COIR_USER(1)

static void x(int error) {
    printf("%s", error == CLEANUP ? "ValueError(cleanup)" : word(error));
}

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        RAISE(CLEANUP);
    }
    TRY_END
}
ASYNC_END

struct p {
    CORO;
    struct coir_group group;
    COIR_TASK(w) w;
};

ASYNC(p) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->w, w);
            AWAIT(coir_sleep(COIR_S(50)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf(" count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
    TRY {
        AWAIT(coir_sleep(COIR_S(3)));
        at(), printf("external cancel was lost\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("external cancel delivered now\n");
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
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
