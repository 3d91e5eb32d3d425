/* 191_except_star_raise.c - an error of a clause joins what is left; a naked error stays naked.
 * trace: Coir's own */
#include "trace.h"

#define FROM_VALUES COIR_USER(4)

static void x(int error) {
    static const char *const name[] = {"", "ValueError(1)", "KeyError(2)", "OSError(3)",
                                       "RuntimeError(from values)"};
    printf("%s", name[COIR_USER(0) - error]);
}

struct fail {
    CORO;
    int n;
};

ASYNC(fail) {
    RAISE(COIR_USER(0) - self->n);
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(fail) fail[3];
};

ASYNC(scenario) {
    TRY {
        TRY {
            ASYNC_WITH(self->group, coir_group) {
                for (int i = 0; i < 3; i++)
                    START(&self->group, self->fail[i], fail, .n = i + 1);
            }
            ASYNC_WITH_END
        }
        CATCH_STAR(COIR_USER(1)) {
            errors(coir_errors_caught(), x), printf("\n");
            RAISE(FROM_VALUES);
        }
        CATCH_STAR(COIR_USER(2)) {
            printf("not reached: the clause above has failed\n");
        }
        TRY_END
    }
    CATCH(COIR_GROUP) {
        group(x), printf("\n");
    }
    TRY_END
    TRY {
        RAISE(COIR_USER(1));
    }
    CATCH_STAR(COIR_USER(1)) {
        printf("naked "), x(CAUGHT), printf(", in a group: %s\n", yes(coir_errors_caught()));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
