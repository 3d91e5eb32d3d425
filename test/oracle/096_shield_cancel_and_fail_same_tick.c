/* 096_shield_cancel_and_fail_same_tick.c - a cancellation and an error behind the shield, in one turn. */
#include "trace.h"

#define INNER COIR_USER(1)

static struct coir_future f;

static const char *outcome(const struct coir_task *task) {
    return coir_done(task) && coir_outcome(task) == INNER ? "raised ValueError(inner)" : out(task);
}

struct inner {
    CORO;
};

ASYNC(inner) {
    AWAIT(coir_future_wait(&f));
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
        printf("outer Cancelled, inner %s\n", outcome(self->task));
        RAISE(CAUGHT);
    }
    CATCH(INNER) {
        printf("outer got ValueError(inner)\n");
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(inner) i;
    COIR_TASK(outer) o;
    struct coir_watch watch[2];
    struct coir_wait wait;
    int cancel_first;
};

ASYNC(scenario) {
    for (self->cancel_first = 1; self->cancel_first >= 0; self->cancel_first--) {
        coir_future_init(&f, coir_running_loop());
        START(coir_running_loop(), self->i, inner);
        START(coir_running_loop(), self->o, outer, .task = &self->i.task);
        AWAIT(coir_sleep(0));
        AWAIT(coir_sleep(0));
        if (self->cancel_first)
            coir_cancel(&self->o.task);
        coir_future_set(&f, INNER);
        if (!self->cancel_first) {
            AWAIT(coir_sleep(0));
            coir_cancel(&self->o.task);
        }
        self->watch[0].task = &self->i.task;
        self->watch[1].task = &self->o.task;
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
        printf("%s / %s\n", outcome(&self->o.task), outcome(&self->i.task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
