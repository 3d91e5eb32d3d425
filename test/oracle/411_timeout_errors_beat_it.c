/* 411_timeout_errors_beat_it.c - what else a block can end with after, or before, its deadline. */
#include "trace.h"

#define CLEANUP COIR_USER(1)
#define EARLY COIR_USER(2)

static const char *x(int error) {
    return error == CLEANUP ? "ValueError(cleanup)"
           : error == EARLY ? "ValueError(early)"
                            : "Timeout";
}

struct cleanup {
    CORO;
    int seconds;
    bool fail;
};

ASYNC(cleanup) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        if (self->fail)
            RAISE(CLEANUP);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_timeout tm;
    struct cleanup cleanup;
    int i;
};

static void tell(const struct scenario *self, int error) {
    at(), printf("%s expired %s count %d\n", x(error), yes(coir_timeout_expired(&self->tm)),
                 coir_cancelling(coir_current()));
}

ASYNC(scenario) {
    for (self->i = 0; self->i < 3; self->i++) {
        TRY {
            ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
                AWAIT(self->cleanup, cleanup, .seconds = self->i ? 3 : 0, .fail = self->i != 1);
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_ERROR) {
            tell(self, CAUGHT);
        }
        TRY_END
    }
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_sleep(COIR_S(1)));
            RAISE(EARLY);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_ERROR) {
        tell(self, CAUGHT);
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(5)));
    at(), printf("nothing late, count %d\n", coir_cancelling(coir_current()));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
