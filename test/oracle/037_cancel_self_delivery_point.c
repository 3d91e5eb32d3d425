/* 037_cancel_self_delivery_point.c - only a real suspension raises a pending cancellation. */
#include "trace.h"

struct noop {
    CORO;
};

ASYNC(noop) {
    printf("plain coroutine ran\n");
}
ASYNC_END

struct w {
    CORO;
    struct coir_future f;
    struct noop noop;
    int got;
};

ASYNC(w) {
    coir_future_init(&self->f, coir_running_loop());
    coir_future_set(&self->f, 1);
    coir_cancel(coir_current());
    AWAIT_INTO(self->got, coir_future_wait(&self->f));
    printf("done future %d\n", self->got);
    AWAIT(self->noop, noop);
    TRY {
        AWAIT(coir_sleep(0));
    }
    CATCH(COIR_CANCELLED) {
        printf("raised at sleep zero\n");
    }
    TRY_END
    AWAIT(coir_sleep(0));
    printf("second sleep zero passes\n");
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_join(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
