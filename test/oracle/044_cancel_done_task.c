/* 044_cancel_done_task.c - cancelling a finished task changes nothing. */
#include "trace.h"

struct w {
    CORO;
    int result;
};

ASYNC(w) {
    RETURN(1);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_join(&self->t.task));
    printf("%s ", yes(coir_cancel(&self->t.task)));
    if (coir_outcome(&self->t.task) == 0)
        printf("returned %d ", self->t.frame.result);
    printf("%d\n", coir_cancelling(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
