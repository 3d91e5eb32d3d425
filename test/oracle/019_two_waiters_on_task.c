/* 019_two_waiters_on_task.c - several tasks await one; all get its result, or its error. */
#include "trace.h"

#define BAD COIR_USER(1)

struct inner {
    CORO;
    int fail;
    int result;
};

ASYNC(inner) {
    AWAIT(coir_sleep(COIR_S(1)));
    if (self->fail)
        RAISE(BAD);
    RETURN(7);
}
ASYNC_END

static COIR_TASK(inner) t;

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_join(&t.task));
        printf("waiter %d got %d\n", self->n, t.frame.result);
    }
    CATCH(BAD) {
        printf("waiter %d caught ValueError(bad)\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) ws[3];
    int fail, i;
};

ASYNC(scenario) {
    for (self->fail = 0; self->fail < 2; self->fail++) {
        START(coir_running_loop(), t, inner, .fail = self->fail);
        for (self->i = 0; self->i < 3; self->i++)
            START(coir_running_loop(), self->ws[self->i], w, .n = self->i + 1);
        for (self->i = 0; self->i < 3; self->i++)
            AWAIT(coir_join(&self->ws[self->i].task));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
