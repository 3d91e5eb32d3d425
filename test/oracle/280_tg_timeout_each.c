/* 280_tg_timeout_each.c - workers with deadlines in a group: one is late, the others clean up. */
#include "trace.h"

static void x(int error) {
    printf("%s", error == COIR_TIMEOUT ? "Timeout" : word(error));
}

struct w {
    CORO;
    int n, seconds, limit;
    struct coir_timeout timeout;
};

ASYNC(w) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->limit)) {
            AWAIT(coir_sleep(COIR_S(self->seconds)));
        }
        ASYNC_WITH_END
        at(), printf("ok %d\n", self->n);
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(1)));
        at(), printf("finally %d\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(w) w[3];
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->w[0], w, .n = 1, .seconds = 1, .limit = 5);
            START(&self->group, self->w[1], w, .n = 2, .seconds = 9, .limit = 3);
            START(&self->group, self->w[2], w, .n = 3, .seconds = 9, .limit = 8);
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
