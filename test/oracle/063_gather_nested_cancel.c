/* 063_gather_nested_cancel.c - one request reaches all leaves, in the order of their start. */
#include "trace.h"

struct leaf {
    CORO;
    int n;
};

ASYNC(leaf) {
    TRY {
        AWAIT(coir_sleep(COIR_S(9)));
    }
    FINALLY {
        at(), printf("leaf %d\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct mid {
    CORO;
    int a, b;
    COIR_TASK(leaf) leaf[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(mid) {
    TRY {
        START(coir_running_loop(), self->leaf[0], leaf, .n = self->a);
        START(coir_running_loop(), self->leaf[1], leaf, .n = self->b);
        self->watch[0].task = &self->leaf[0].task;
        self->watch[1].task = &self->leaf[1].task;
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    }
    FINALLY {
        at(), printf("mid %d\n", self->a);
    }
    TRY_END
}
ASYNC_END

struct top {
    CORO;
    COIR_TASK(mid) mid[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(top) {
    START(coir_running_loop(), self->mid[0], mid, .a = 1, .b = 2);
    START(coir_running_loop(), self->mid[1], mid, .a = 3, .b = 4);
    self->watch[0].task = &self->mid[0].task;
    self->watch[1].task = &self->mid[1].task;
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(top) t;
    struct wait_for_end wait;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->t, top);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->t.task);
    AWAIT(self->wait, wait_for_end, .task = &self->t.task);
    at(), printf("%s\n", out(&self->t.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
