/* 050_break_out_of_wait_loop.c - cancel and wait; an own cancellation meanwhile survives. */
#include "trace.h"

struct child {
    CORO;
};

ASYNC(child) {
    TRY {
        AWAIT(coir_sleep(COIR_S(100)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(5)));
    }
    TRY_END
}
ASYNC_END

struct stopper {
    CORO;
    struct coir_task *c;
};

ASYNC(stopper) {
    coir_cancel(self->c);
    TRY {
        AWAIT(coir_join(self->c));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("caught, child done %s own count %d\n", yes(coir_done(self->c)),
                     coir_cancelling(coir_current()));
        if (coir_cancelling(coir_current()))
            RAISE(CAUGHT);
    }
    TRY_END
    at(), printf("stopped cleanly\n");
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(child) c;
    COIR_TASK(stopper) s;
    struct wait_for_end wait;
    int own;
};

ASYNC(scenario) {
    for (self->own = 0; self->own < 2; self->own++) {
        START(coir_running_loop(), self->c, child);
        AWAIT(coir_sleep(0));
        START(coir_running_loop(), self->s, stopper, .c = &self->c.task);
        AWAIT(coir_sleep(COIR_S(1)));
        if (self->own)
            coir_cancel(&self->s.task);
        AWAIT(self->wait, wait_for_end, .task = &self->s.task);
        at(), printf("stopper %s child %s\n", out(&self->s.task), out(&self->c.task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
