/* 113_tg_child_swallows_cancel.c - a task that swallows the request is waited for, not asked again. */
#include "trace.h"

#define BAD COIR_USER(1)

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(bad)" : word(error));
}

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(1)));
    RAISE(BAD);
}
ASYNC_END

struct stubborn {
    CORO;
    int result;
};

ASYNC(stubborn) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("swallow\n");
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(10)));
    at(), printf("stubborn done\n");
    RETURN(3);
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(bad) bad;
    COIR_TASK(stubborn) s;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad);
            START(&self->group, self->s, stubborn);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf(" / returned %d\n", self->s.frame.result);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
