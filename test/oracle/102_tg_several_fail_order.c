/* 102_tg_several_fail_order.c - errors stand in the order in which they came, those of cleanups too. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(0) /* minus the number of who raised it */
#define KEY_ERROR COIR_USER(10)

static void x(int error) {
    if (error > KEY_ERROR)
        printf("ValueError(%d)", VALUE_ERROR - error);
    else
        printf("KeyError(%d)", KEY_ERROR - error);
}

struct w {
    CORO;
    int n, delay, cleanup;
    bool cleanup_fails;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->delay)));
        RAISE(VALUE_ERROR - self->n);
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(coir_sleep(COIR_S(self->cleanup)));
        if (self->cleanup_fails)
            RAISE(KEY_ERROR - self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(w) w[4];
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->w[0], w, .n = 1, .delay = 9, .cleanup = 3,
                  .cleanup_fails = true);
            START(&self->group, self->w[1], w, .n = 2, .delay = 1);
            START(&self->group, self->w[2], w, .n = 3, .delay = 9, .cleanup = 1,
                  .cleanup_fails = true);
            START(&self->group, self->w[3], w, .n = 4, .delay = 9, .cleanup = 2);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf("\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
