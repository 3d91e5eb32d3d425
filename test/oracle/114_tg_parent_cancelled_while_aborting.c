/* 114_tg_parent_cancelled_while_aborting.c - cancelled while the group fails: told of both, in turn.
 * trace: 3.13 */
#include "trace.h"

#define BAD COIR_USER(1)

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(bad)" : word(error));
}

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(BAD);
}
ASYNC_END

struct slow {
    CORO;
};

ASYNC(slow) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(5)));
        at(), printf("slow cleaned\n");
    }
    TRY_END
}
ASYNC_END

struct p {
    CORO;
    struct coir_group group;
    COIR_TASK(bad) bad;
    COIR_TASK(slow) slow;
};

ASYNC(p) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad);
            START(&self->group, self->slow, slow);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf(" count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
    TRY {
        AWAIT(coir_sleep(COIR_S(3)));
        at(), printf("went on\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled at next await\n");
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
    AWAIT(coir_sleep(COIR_S(3)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
