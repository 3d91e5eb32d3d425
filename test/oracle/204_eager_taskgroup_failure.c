/* 204_eager_taskgroup_failure.c - a task that fails while it is started: the group is told at once. */
#include "trace.h"

#define B COIR_USER(1)

static void x(int error) {
    printf("%s", error == B ? "ValueError(b)" : word(error));
}

struct bad {
    CORO;
};

ASYNC(bad) {
    RAISE(B);
}
ASYNC_END

struct other {
    CORO;
};

ASYNC(other) {
    AWAIT(coir_sleep(0));
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(bad) bad;
    COIR_TASK(other) other;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START_EAGER(&self->group, self->bad, bad);
            if (coir_outcome(&self->bad.task) == B)
                printf("created raised ValueError(b)\n");
            if (START_EAGER(&self->group, self->other, other) == COIR_RUNTIME)
                printf("second refused\n");
            else
                printf("second accepted\n");
            AWAIT(coir_sleep(COIR_S(1)));
            printf("never\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        group(x), printf("\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
