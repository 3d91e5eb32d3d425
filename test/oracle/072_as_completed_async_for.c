/* 072_as_completed_async_for.c - the loop gives the tasks themselves, and raises Timeout once. */
#include "trace.h"

struct w {
    CORO;
    int n, seconds;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    RETURN(self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[3];
    struct coir_watch watch[3];
    struct coir_as_completed each;
};

static int index_of(const struct scenario *self, const struct coir_task *task) {
    int i = 0;
    while (&self->w[i].task != task)
        i++;
    return i;
}

ASYNC(scenario) {
    START(coir_running_loop(), self->w[0], w, .n = 1, .seconds = 3);
    START(coir_running_loop(), self->w[1], w, .n = 2, .seconds = 1);
    START(coir_running_loop(), self->w[2], w, .n = 3, .seconds = 9);
    COIR_WATCH(self->watch, self->w);
    TRY {
        ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 3,
                  .timeout = COIR_S(5)) {
            int i = index_of(self, self->each.value);
            at(), printf("index %d returned %d\n", i, self->w[i].frame.result);
        }
        ASYNC_FOR_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("loop raised Timeout\n");
    }
    TRY_END
    printf("[%s %s %s]\n", yes(coir_done(&self->w[0].task)), yes(coir_done(&self->w[1].task)),
           yes(coir_done(&self->w[2].task)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
