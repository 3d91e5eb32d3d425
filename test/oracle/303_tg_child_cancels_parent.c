/* 303_tg_child_cancels_parent.c - a task cancels the one that holds its group, and so itself. */
#include "trace.h"

struct child {
    CORO;
    struct coir_task *parent;
};

ASYNC(child) {
    AWAIT(coir_sleep(COIR_S(1)));
    printf("cancel parent %s\n", yes(coir_cancel(self->parent)));
    TRY {
        AWAIT(coir_sleep(COIR_S(5)));
        at(), printf("child done\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("child cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct p {
    CORO;
    bool body;
    struct coir_group group;
    COIR_TASK(child) child;
};

ASYNC(p) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->child, child, .parent = coir_current());
            if (self->body)
                AWAIT(coir_sleep(COIR_S(50)));
        }
        ASYNC_WITH_END
    }
    FINALLY {
        at(), printf("left, count %d\n", coir_cancelling(coir_current()));
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(p) t;
    struct wait_for_end wait;
    int body;
};

ASYNC(scenario) {
    for (self->body = 1; self->body >= 0; self->body--) {
        START(coir_running_loop(), self->t, p, .body = self->body);
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        printf("%s\n", out(&self->t.task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
