/* 175_agen_shutdown_at_end.c - open async generators are closed after main and all tasks, at once. */
#include "trace.h"

struct g {
    CORO;
    int n;
    int value;
};

ASYNC(g) {
    TRY {
        YIELD(self->n);
    }
    FINALLY {
        at(), printf("cleanup %d\n", self->n);
        AWAIT(coir_sleep(COIR_S(3 - self->n)));
        at(), printf("cleaned %d\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct task {
    CORO;
};

ASYNC(task) {
    TRY {
        AWAIT(coir_sleep(COIR_S(99)));
    }
    FINALLY {
        at(), printf("task cleanup\n");
    }
    TRY_END
}
ASYNC_END

static struct g keep[2];
static struct coir_closer closer[2];
static COIR_TASK(task) kept;

struct scenario {
    CORO;
    int i;
};

ASYNC(scenario) {
    for (self->i = 0; self->i < 2; self->i++) {
        PREPARE(keep[self->i], g, .n = self->i + 1);
        COIR_CLOSE_AT_END(coir_running_loop(), &closer[self->i], keep[self->i], g);
        ASYNC_NEXT(keep[self->i], g);
    }
    START(coir_running_loop(), kept, task);
    AWAIT(coir_sleep(0));
    printf("main ends\n");
}
ASYNC_END

int main(void) {
    int status = COIR_RUN(scenario);
    printf("run returned\n");
    return status;
}
