/* 105_tg_body_fails_before_start.c - a body that fails at once: the tasks never begin. */
#include "trace.h"

#define BODY COIR_USER(1)

static void x(int error) {
    printf("%s", error == BODY ? "ValueError(body)" : word(error));
}

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    printf("never %d\n", self->n);
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(w) a;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->a, w, .n = 1);
            RAISE(BODY);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        group(x), printf(" child %s\n", out(&self->a.task));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
