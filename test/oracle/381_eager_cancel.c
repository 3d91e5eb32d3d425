/* 381_eager_cancel.c - requests to cancel in, and right after, the first step of an eager task. */
#include "trace.h"

struct own {
    CORO;
    bool wait;
};

ASYNC(own) {
    coir_cancel(coir_current());
    TRY {
        if (self->wait)
            AWAIT(coir_sleep(COIR_S(1)));
        printf("own ends\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("own cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct plain {
    CORO;
};

ASYNC(plain) {
    printf("first step, count %d\n", coir_cancelling(coir_current()));
    TRY {
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("second step\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("plain cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct against {
    CORO;
    struct coir_task *starter;
};

ASYNC(against) {
    printf("cancel starter %s\n", yes(coir_cancel(self->starter)));
    AWAIT(coir_sleep(COIR_S(1)));
    at(), printf("against ends\n");
}
ASYNC_END

/* Outside of the starter: they outlive it. */
static COIR_TASK(plain) plain_task;
static COIR_TASK(against) against_task;

struct starter {
    CORO;
    struct coir_task *c;
};

static void start_child(struct coir_task *c) {
    if (c == &plain_task.task) {
        coir_cancel(coir_current());
        START_EAGER(coir_running_loop(), plain_task, plain);
    } else {
        START_EAGER(coir_running_loop(), against_task, against, .starter = coir_current());
    }
}

ASYNC(starter) {
    TRY {
        start_child(self->c);
        printf("started %s\n", out(self->c));
        AWAIT(coir_join(self->c));
        printf("starter goes on\n");
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("starter cancelled %s count %d\n", out(self->c),
                     coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(own) own;
    COIR_TASK(starter) starter;
    struct wait_for_end wait;
    int wait_too;
};

ASYNC(scenario) {
    for (self->wait_too = 0; self->wait_too < 2; self->wait_too++) {
        START_EAGER(coir_running_loop(), self->own, own, .wait = self->wait_too);
        printf("%s\n", out(&self->own.task));
        AWAIT(self->wait, wait_for_end, .task = &self->own.task);
        printf("%s\n", out(&self->own.task));
    }
    START_EAGER(coir_running_loop(), plain_task, plain);
    coir_cancel(&plain_task.task);
    AWAIT(self->wait, wait_for_end, .task = &plain_task.task);
    printf("%s\n", out(&plain_task.task));
    START_EAGER(coir_running_loop(), self->starter, starter, .c = &plain_task.task);
    AWAIT(self->wait, wait_for_end, .task = &self->starter.task);
    printf("%s\n", out(&self->starter.task));
    START_EAGER(coir_running_loop(), self->starter, starter, .c = &against_task.task);
    AWAIT(self->wait, wait_for_end, .task = &self->starter.task);
    at(), printf("%s\n", out(&self->starter.task));
    AWAIT(coir_sleep(COIR_S(3)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
