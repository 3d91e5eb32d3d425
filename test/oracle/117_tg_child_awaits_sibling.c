/* 117_tg_child_awaits_sibling.c - who waits for the failing sibling is cancelled: one error, not two. */
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

struct dependent {
    CORO;
    struct coir_task *t;
};

ASYNC(dependent) {
    AWAIT(coir_join(self->t));
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(bad) bad;
    COIR_TASK(dependent) dependent;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad);
            START(&self->group, self->dependent, dependent, .t = &self->bad.task);
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
