/* 076_wait_for_zero.c - no time at all: what is done is done, and what is not does not begin. */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    printf("never\n");
}
ASYNC_END

static struct coir_future f, g;

struct of {
    CORO;
    struct coir_future *future;
    int result;
};

ASYNC(of) {
    AWAIT_INTO(self->result, coir_future_wait(self->future));
}
ASYNC_END

struct scenario {
    CORO;
    struct w w;
    COIR_TASK(of) done, pending;
    struct coir_wait_for wait;
};

ASYNC(scenario) {
    TRY {
        PREPARE(self->w, w);
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->w, w), .delay = 0);
    }
    CATCH(COIR_TIMEOUT) {
        printf("Timeout\n");
    }
    TRY_END
    coir_future_init(&f, coir_running_loop());
    coir_future_set(&f, 3);
    START(coir_running_loop(), self->done, of, .future = &f);
    AWAIT(coir_sleep(0));
    AWAIT(self->wait, coir_wait_for, .task = &self->done.task, .delay = 0);
    printf("done future %d\n", self->done.frame.result);
    coir_future_init(&g, coir_running_loop());
    START(coir_running_loop(), self->pending, of, .future = &g);
    AWAIT(coir_sleep(0));
    TRY {
        AWAIT(self->wait, coir_wait_for, .task = &self->pending.task, .delay = -1);
    }
    CATCH(COIR_TIMEOUT) {
        printf("Timeout, future %s\n", coir_future_cancelled(&g) ? "cancelled" : "pending");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
