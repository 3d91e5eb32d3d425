/* 321_wait_for_errors.c - what wait_for ends with: errors, cleanups, cancellations of all sides. */
#include "trace.h"

#define BODY COIR_USER(1)
#define CLEANUP COIR_USER(2)

static const char *x(int error) {
    return error == BODY           ? "ValueError(body)"
           : error == CLEANUP      ? "KeyError(cleanup)"
           : error == COIR_TIMEOUT ? "Timeout"
                                   : word(error);
}

static void print_outcome(const struct coir_task *task) {
    if (coir_cancelled(task))
        printf("cancelled");
    else
        printf("raised %s", x(coir_outcome(task)));
}

struct bad {
    CORO;
    int seconds, cleanup;
    bool fail;
};

ASYNC(bad) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        RAISE(BODY);
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(coir_sleep(COIR_S(self->cleanup)));
        if (self->fail)
            RAISE(CLEANUP);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct own {
    CORO;
};

ASYNC(own) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(COIR_CANCELLED);
}
ASYNC_END

struct wf {
    CORO;
    struct coir_frame *call;
    struct coir_task *task;
    coir_time delay;
    struct coir_wait_for wait;
};

ASYNC(wf) {
    TRY {
        AWAIT(self->wait, coir_wait_for, .call = self->call, .task = self->task,
              .delay = self->delay);
        at(), printf("value\n");
    }
    CATCH(COIR_ANY) {
        at(), printf("%s count %d\n", x(CAUGHT), coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct bad bad;
    struct own own;
    COIR_TASK(bad) i;
    COIR_TASK(wf) t, u;
    struct wait_for_end wait;
    int round;
};

ASYNC(scenario) {
    static const struct {
        int seconds, cleanup;
        bool fail;
    } rounds[] = {{1, 0, false}, {9, 1, true}, {9, 1, false}};
    for (self->round = 0; self->round < 3; self->round++) {
        PREPARE(self->bad, bad, .seconds = rounds[self->round].seconds,
                .cleanup = rounds[self->round].cleanup, .fail = rounds[self->round].fail);
        START(coir_running_loop(), self->t, wf, .call = COIR_CALL(self->bad, bad),
              .delay = COIR_S(2));
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        print_outcome(&self->t.task), printf("\n");
    }
    PREPARE(self->own, own);
    START(coir_running_loop(), self->t, wf, .call = COIR_CALL(self->own, own), .delay = COIR_S(2));
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    print_outcome(&self->t.task), printf("\n");

    START(coir_running_loop(), self->i, bad, .seconds = 9, .cleanup = 3);
    START(coir_running_loop(), self->t, wf, .task = &self->i.task, .delay = COIR_S(2));
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->i.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    print_outcome(&self->t.task), printf(" "), print_outcome(&self->i.task), printf("\n");

    PREPARE(self->bad, bad, .seconds = 9, .cleanup = 3);
    START(coir_running_loop(), self->t, wf, .call = COIR_CALL(self->bad, bad), .delay = COIR_S(2));
    AWAIT(coir_sleep(COIR_S(3)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    print_outcome(&self->t.task), printf("\n");

    START(coir_running_loop(), self->i, bad, .seconds = 9);
    START(coir_running_loop(), self->t, wf, .task = &self->i.task, .delay = COIR_S(2));
    START(coir_running_loop(), self->u, wf, .task = &self->i.task, .delay = COIR_S(4));
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->u.task);
    print_outcome(&self->t.task), printf(" "), print_outcome(&self->u.task), printf(" ");
    print_outcome(&self->i.task), printf("\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
