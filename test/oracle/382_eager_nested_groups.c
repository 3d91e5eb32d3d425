/* 382_eager_nested_groups.c - eager tasks start eager tasks; a failure reaches all that have begun.
 * trace: Coir's own */
#include "trace.h"

static struct coir_group tg;

static void x(int error) {
    printf("ValueError(%d)", COIR_USER(0) - error);
}

static void start_node(int n, bool fail);

struct node {
    CORO;
    int n;
    bool fail;
};

ASYNC(node) {
    printf("begin %d\n", self->n);
    TRY {
        if (2 * self->n < 8) {
            start_node(2 * self->n, self->fail);
            start_node(2 * self->n + 1, self->fail);
        }
        if (self->fail && self->n == 5)
            RAISE(COIR_USER(5));
        if (self->n % 2) {
            AWAIT(coir_sleep(COIR_S(self->n)));
            at(), printf("end %d\n", self->n);
        } else {
            printf("end at once %d\n", self->n);
        }
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %d\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(node) nodes[8];

static void start_node(int n, bool fail) {
    if (START_EAGER(&tg, nodes[n], node, .n = n, .fail = fail) < 0)
        printf("refused %d\n", n);
}

struct scenario {
    CORO;
    int fail;
};

ASYNC(scenario) {
    for (self->fail = 0; self->fail < 2; self->fail++) {
        TRY {
            ASYNC_WITH(tg, coir_group) {
                start_node(1, self->fail);
                printf("body\n");
                AWAIT(coir_sleep(COIR_S(1)));
                at(), printf("body ends\n");
            }
            ASYNC_WITH_END
            at(), printf("done\n");
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
