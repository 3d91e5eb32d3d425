/* 322_wait_for_no_time_cancelled.c - wait_for without time is cancelled while its task cleans up. */
#include "trace.h"

struct w {
    CORO;
    bool swallow;
    int result;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("asked\n");
        AWAIT(coir_sleep(COIR_S(3)));
        at(), printf("cleaned\n");
        if (!self->swallow)
            RAISE(CAUGHT);
    }
    TRY_END
    RETURN(5);
}
ASYNC_END

typedef COIR_TASK(w) w_task;

static const char *outcome(const w_task *i) {
    return coir_done(&i->task) && i->frame.result == 5 ? "returned 5" : out(&i->task);
}

struct wf {
    CORO;
    w_task *i;
    struct coir_wait_for wait;
};

ASYNC(wf) {
    TRY {
        AWAIT(self->wait, coir_wait_for, .task = &self->i->task);
        at(), printf("value %d\n", self->i->frame.result);
    }
    CATCH(COIR_ANY) {
        at(), printf("%s inner %s count %d\n", CAUGHT == COIR_TIMEOUT ? "Timeout" : word(CAUGHT),
                     outcome(self->i), coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    w_task i;
    COIR_TASK(wf) t;
    struct wait_for_end wait;
    int round;
};

ASYNC(scenario) {
    for (self->round = 0; self->round < 4; self->round++) {
        START(coir_running_loop(), self->i, w, .swallow = self->round >= 2);
        AWAIT(coir_sleep(0));
        START(coir_running_loop(), self->t, wf, .i = &self->i);
        AWAIT(coir_sleep(COIR_S(1)));
        if (self->round % 2)
            coir_cancel(&self->t.task);
        AWAIT(self->wait, wait_for_end, .task = &self->t.task);
        AWAIT(self->wait, wait_for_end, .task = &self->i.task);
        at(), printf("%s %s\n",
                     coir_outcome(&self->t.task) == COIR_TIMEOUT ? "raised Timeout"
                                                                 : out(&self->t.task),
                     outcome(&self->i));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
