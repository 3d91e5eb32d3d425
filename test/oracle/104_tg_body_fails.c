/* 104_tg_body_fails.c - a failing body cancels the tasks; its error is the last of the group. */
#include "trace.h"

#define BODY COIR_USER(0)
#define KEY_ERROR COIR_USER(1)

static void x(int error) {
    printf("%s", error == BODY ? "ValueError(body)" : "KeyError(1)");
}

struct w {
    CORO;
    int n;
    bool fails;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        at(), printf("cleanup %d\n", self->n);
        if (self->fails)
            RAISE(KEY_ERROR);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(w) w[2];
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->w[0], w, .n = 1, .fails = true);
            START(&self->group, self->w[1], w, .n = 2);
            AWAIT(coir_sleep(COIR_S(1)));
            RAISE(BODY);
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
