/* 184_cancel_during_aenter.c - a manager that was not entered is not left. */
#include "trace.h"

struct c {
    CORO;
    int value;
};

ASYNC(c) {
    TRY {
        AWAIT(coir_sleep(COIR_S(5)));
    }
    FINALLY {
        at(), printf("enter interrupted\n");
    }
    TRY_END
    TRY {
        YIELD(0);
    }
    FINALLY {
        at(), printf("never\n");
    }
    TRY_END
}
ASYNC_END

struct w {
    CORO;
    struct c c;
};

ASYNC(w) {
    ASYNC_WITH(self->c, c) {
        at(), printf("never\n");
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
