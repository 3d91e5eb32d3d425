/* 410_timeout_turns.c - when a block with a deadline goes on, counted in turns. */
#include "trace.h"

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    struct coir_timeout tm;
    struct ticks ticks;
    int start, delay;
};

static const char *expired(const struct scenario *self) {
    return yes(coir_timeout_expired(&self->tm));
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    for (self->delay = 0; self->delay >= -1; self->delay--) {
        self->start = turns;
        TRY {
            ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(self->delay)) {
                printf("in %d\n", turns - self->start);
                AWAIT(coir_sleep(COIR_S(1)));
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            printf("Timeout %d expired %s\n", turns - self->start, expired(self));
        }
        TRY_END
    }
    self->start = turns;
    ASYNC_WITH(self->tm, coir_timeout, .delay = 0) {
    }
    ASYNC_WITH_END
    printf("no suspension %d expired %s\n", turns - self->start, expired(self));
    self->start = turns;
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_FOREVER) {
            AWAIT(self->ticks, ticks, .n = 2);
            coir_timeout_reschedule(&self->tm, coir_now());
            printf("moved %d %s\n", turns - self->start, expired(self));
            AWAIT(self->ticks, ticks, .n = 5);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("Timeout %d\n", turns - self->start);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
