/* 070_as_completed_order.c - tasks in the order of their ends; an error has its turn like a value. */
#include "trace.h"

struct w {
    CORO;
    int n, seconds;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    if (self->n == 2)
        RAISE(COIR_USER(2));
    RETURN(self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[3];
    struct coir_watch watch[3];
    struct coir_as_completed each;
    struct coir_task *task;
};

/* The frame of a task among those of self->w. */
static const struct w *frame_of(struct scenario *self, const struct coir_task *task) {
    int i = 0;
    while (&self->w[i].task != task)
        i++;
    return &self->w[i].frame;
}

ASYNC(scenario) {
    START(coir_running_loop(), self->w[0], w, .n = 1, .seconds = 3);
    START(coir_running_loop(), self->w[1], w, .n = 2, .seconds = 1);
    START(coir_running_loop(), self->w[2], w, .n = 3, .seconds = 2);
    COIR_WATCH(self->watch, self->w);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 3) {
        self->task = self->each.value;
        TRY {
            AWAIT(coir_join(self->task));
            at(), printf("got %d\n", frame_of(self, self->task)->result);
        }
        CATCH(COIR_ERROR) {
            at(), printf("raised ValueError(%d)\n", COIR_USER(0) - CAUGHT);
        }
        TRY_END
    }
    ASYNC_FOR_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
