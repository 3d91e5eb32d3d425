/* 086_timeout_zero_and_negative.c - a deadline in the past lets the body reach its first wait. */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout tm;
    int i;
};

static const coir_time delays[] = {0, COIR_S(-3)};

ASYNC(scenario) {
    for (self->i = 0; self->i < 2; self->i++) {
        TRY {
            ASYNC_WITH(self->tm, coir_timeout, .delay = delays[self->i]) {
                printf("body runs\n");
                AWAIT(coir_sleep(0));
                printf("survived one tick\n");
                AWAIT(coir_sleep(0));
                printf("survived two ticks\n");
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            at(), printf("Timeout\n");
        }
        TRY_END
        ASYNC_WITH(self->tm, coir_timeout, .delay = delays[self->i]) {
            printf("no suspension\n");
        }
        ASYNC_WITH_END
        printf("expired %s\n", yes(coir_timeout_expired(&self->tm)));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
