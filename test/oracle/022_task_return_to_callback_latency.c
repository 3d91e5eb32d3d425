/* 022_task_return_to_callback_latency.c - callbacks and who awaits run a turn after the return. */
#include "trace.h"

static struct coir_handle handle;

static int done(void *nothing) {
    (void)nothing;
    printf("done callback\n");
    return 0;
}

struct inner {
    CORO;
    int result;
};

ASYNC(inner) {
    printf("inner returns\n");
    RETURN(1);
}
ASYNC_END

struct probe {
    CORO;
    int i;
};

ASYNC(probe) {
    for (self->i = 0; self->i < 4; self->i++) {
        printf("tick %d\n", self->i);
        AWAIT(coir_sleep(0));
    }
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(probe) p;
    COIR_TASK(inner) t;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->p, probe);
    START(coir_running_loop(), self->t, inner);
    coir_on_done(&self->t.task, &handle, done, NULL);
    AWAIT(coir_join(&self->t.task));
    printf("result %d\n", self->t.frame.result);
    AWAIT(coir_join(&self->p.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
