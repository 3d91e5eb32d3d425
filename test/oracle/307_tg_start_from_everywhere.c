/* 307_tg_start_from_everywhere.c - tasks start tasks in their group; one that fails stops them all. */
#include "trace.h"

static struct coir_group tg;

static void x(int error) {
    printf("ValueError(%d)", COIR_USER(0) - error);
}

struct leaf {
    CORO;
    int n;
    bool fail;
};

ASYNC(leaf) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->n)));
        at(), printf("leaf %d\n", self->n);
        if (self->fail)
            RAISE(COIR_USER(0) - self->n);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("leaf cancelled %d\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(leaf) leaves[8], refused;

static void start_branch(int n, int depth, bool fail);

struct branch {
    CORO;
    int n, depth;
    bool fail;
};

ASYNC(branch) {
    if (self->depth) {
        start_branch(self->n * 2, self->depth - 1, self->fail);
        start_branch(self->n * 2 + 1, self->depth - 1, self->fail);
    } else {
        START(&tg, leaves[self->n], leaf, .n = self->n, .fail = self->fail && self->n == 6);
    }
    TRY {
        AWAIT(coir_sleep(COIR_S(20)));
        at(), printf("branch %d\n", self->n);
    }
    FINALLY {
        if (self->fail && self->n == 1)
            printf("%s\n", START(&tg, refused, leaf, .n = 1) < 0 ? "refused" : "accepted");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(branch) branches[8];

static void start_branch(int n, int depth, bool fail) {
    START(&tg, branches[n], branch, .n = n, .depth = depth, .fail = fail);
}

struct scenario {
    CORO;
    int fail;
};

ASYNC(scenario) {
    for (self->fail = 0; self->fail < 2; self->fail++) {
        TRY {
            ASYNC_WITH(tg, coir_group) {
                start_branch(1, 2, self->fail);
            }
            ASYNC_WITH_END
            at(), printf("all done\n");
        }
        CATCH(COIR_GROUP) {
            at(), group(x), printf("\n");
        }
        TRY_END
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
