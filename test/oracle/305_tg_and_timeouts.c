/* 305_tg_and_timeouts.c - a deadline around a group, in its block, and beside a failure. */
#include "trace.h"

#define BAD COIR_USER(1)

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(bad)" : "Timeout");
}

struct slow {
    CORO;
};

ASYNC(slow) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(3)));
        at(), printf("cleaned\n");
    }
    TRY_END
}
ASYNC_END

struct bad {
    CORO;
    int seconds;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    RAISE(BAD);
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_timeout tm;
    struct coir_group group;
    COIR_TASK(slow) slow;
    COIR_TASK(bad) bad;
    int seconds;
};

static int count(void) {
    return coir_cancelling(coir_current());
}

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            ASYNC_WITH(self->group, coir_group) {
                START(&self->group, self->slow, slow);
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout outside, count %d\n", count());
    }
    TRY_END
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->slow, slow);
            ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
                AWAIT(coir_sleep(COIR_S(50)));
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf(" count %d\n", count());
    }
    TRY_END
    for (self->seconds = 1; self->seconds <= 2; self->seconds++) {
        TRY {
            ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
                ASYNC_WITH(self->group, coir_group) {
                    START(&self->group, self->bad, bad, .seconds = self->seconds);
                    AWAIT(coir_sleep(COIR_S(50)));
                }
                ASYNC_WITH_END
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_GROUP) {
            at(), group(x);
            printf(" expired %s count %d\n", yes(coir_timeout_expired(&self->tm)), count());
        }
        CATCH(COIR_TIMEOUT) {
            at(), printf("Timeout, expired %s count %d\n", yes(coir_timeout_expired(&self->tm)),
                         count());
        }
        TRY_END
        TRY {
            AWAIT(coir_sleep(COIR_S(1)));
            at(), printf("goes on\n");
        }
        CATCH(COIR_CANCELLED) {
            at(), printf("a request was left\n");
            coir_uncancel(coir_current());
        }
        TRY_END
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
