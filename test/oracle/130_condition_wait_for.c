/* 130_condition_wait_for.c - a predicate is looked at before the wait and at every wake-up. */
#include "trace.h"

static struct coir_lock lock;
static struct coir_condition c;

static bool at_least_two(void *value) {
    printf("check %d\n", *(int *)value);
    return *(int *)value >= 2;
}

static bool always(void *unused) {
    (void)unused;
    return true;
}

struct w {
    CORO;
    int *value;
    struct coir_hold hold;
    struct coir_condition_wait_for wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        AWAIT(self->wait, coir_condition_wait_for, .condition = &c, .predicate = at_least_two,
              .argument = self->value);
        at(), printf("value %d\n", *self->value);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t;
    struct coir_hold hold;
    struct coir_condition_wait_for wait;
    int v, i;
};

ASYNC(scenario) {
    coir_lock_init(&lock);
    coir_condition_init(&c, &lock);
    START(coir_running_loop(), self->t, w, .value = &self->v);
    for (self->i = 1; self->i <= 2; self->i++) {
        AWAIT(coir_sleep(COIR_S(1)));
        ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
            self->v = self->i;
            coir_condition_notify(&c, 1);
        }
        ASYNC_WITH_END
    }
    AWAIT(coir_join(&self->t.task));
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        AWAIT(self->wait, coir_condition_wait_for, .condition = &c, .predicate = always);
        printf("immediate 7\n");
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
