/* 095_shield_double_cancel.c - a shield protects one await; the next one is bare. */
#include "trace.h"

struct inner {
    CORO;
};

ASYNC(inner) {
    TRY {
        AWAIT(coir_sleep(COIR_S(9)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("inner cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
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
        at(), printf("first cancel\n");
        AWAIT(coir_join(self->task));
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
    START(coir_running_loop(), self->o, outer, .task = &self->i.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->o.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->o.task);
    AWAIT(self->wait, wait_for_end, .task = &self->o.task);
    at(), printf("%s %s\n", out(&self->i.task), out(&self->o.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
