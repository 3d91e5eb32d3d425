/* 201_eager_current_task.c - an eager task is the current one for its first step, and not after. */
#include "trace.h"

static const struct coir_task *seen[3];
static int count;

static const struct coir_task *me(void) {
    seen[count++] = coir_current();
    return coir_current();
}

struct inner {
    CORO;
};

ASYNC(inner) {
    printf("inner is a new task %s\n", yes(me() != seen[1]));
}
ASYNC_END

struct outer {
    CORO;
    COIR_TASK(inner) inner;
};

ASYNC(outer) {
    const struct coir_task *a = me();
    printf("outer is a new task %s\n", yes(a != seen[0]));
    START_EAGER(coir_running_loop(), self->inner, inner);
    printf("outer restored %s\n", yes(coir_current() == a));
}
ASYNC_END

struct bad {
    CORO;
};

ASYNC(bad) {
    RAISE(COIR_VALUE);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(outer) outer;
    COIR_TASK(bad) bad;
};

ASYNC(scenario) {
    const struct coir_task *m = me();
    START_EAGER(coir_running_loop(), self->outer, outer);
    printf("main restored %s\n", yes(coir_current() == m));
    START_EAGER(coir_running_loop(), self->bad, bad);
    if (coir_outcome(&self->bad.task) == COIR_VALUE)
        printf("raised ValueError(b) main restored %s\n", yes(coir_current() == m));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
